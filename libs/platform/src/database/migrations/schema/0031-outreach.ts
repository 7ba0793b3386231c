import { migration } from '../../migration';
import { protectTable } from '../../row-security';

/**
 * Phone lists: whom the office calls since letters have not brought them for long, and what came of each call. One call of a
 * resident in a programme is open at a time. Nobody is named here.
 */
export const outreach = migration(31, 'outreach', async (db) => {
  await db.sql(`
    CREATE TABLE screening.phone_lists (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      programme text NOT NULL,
      region text,
      made_by text NOT NULL,
      made_at timestamptz NOT NULL,
      written_at timestamptz
    )`);
  await db.sql(`
    CREATE TABLE screening.phone_calls (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      list_id bigint NOT NULL REFERENCES screening.phone_lists (id),
      resident_id bigint NOT NULL,
      programme text NOT NULL,
      missed int NOT NULL CHECK (missed > 0),
      outcome text CHECK (outcome IN ('reached', 'declined', 'no-answer', 'wrong-number')),
      outcome_on date,
      CONSTRAINT phone_calls_outcome CHECK ((outcome IS NULL) = (outcome_on IS NULL))
    )`);
  await db.sql(
    `CREATE UNIQUE INDEX phone_calls_open ON screening.phone_calls (resident_id, programme) WHERE outcome IS NULL`,
  );
  await db.sql(
    `CREATE INDEX phone_calls_resident ON screening.phone_calls (resident_id, programme, outcome_on)`,
  );
  for (const table of ['screening.phone_lists', 'screening.phone_calls'])
    await protectTable(db, table, {
      kallelse_delivery: ['SELECT', 'INSERT', 'UPDATE'],
      kallelse_selection: ['SELECT'],
      kallelse_app: ['SELECT'],
    });
});
