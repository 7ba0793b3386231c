import { migration } from '../../migration';
import { protectTable } from '../../row-security';

/** Measures that are meant to make participation more equal: in districts for a time, or drawn by lot for each round. */
export const interventions = migration(40, 'interventions', async (db) => {
  await db.sql(`
    CREATE TABLE screening.interventions (
      id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      name text NOT NULL UNIQUE CHECK (name ~ '^[a-z][a-z0-9-]{0,39}$'),
      programme text NOT NULL,
      kind text NOT NULL CHECK (kind IN ('reminder', 'language', 'kit-by-mail', 'health-informer', 'travel-voucher', 'other')),
      description text NOT NULL,
      from_date date NOT NULL,
      -- The last day; null: until it is ended.
      until_date date,
      districts text[],
      -- The first is what the others are compared with.
      arms text[],
      unit text CHECK (unit IN ('person', 'week')),
      seed text,
      -- {arm: {template: the one in its place}}
      templates jsonb NOT NULL DEFAULT '{}',
      registered_by text NOT NULL,
      registered_at timestamptz NOT NULL,
      CONSTRAINT interventions_one_kind CHECK ((districts IS NULL) <> (arms IS NULL)),
      CONSTRAINT interventions_arms CHECK (arms IS NULL OR (cardinality(arms) BETWEEN 2 AND 6 AND unit IS NOT NULL AND seed IS NOT NULL)),
      CONSTRAINT interventions_dates CHECK (until_date IS NULL OR until_date >= from_date)
    )`);
  await db.sql(
    'ALTER TABLE screening.episodes ADD COLUMN intervention_id int REFERENCES screening.interventions (id), ADD COLUMN arm text',
  );
  await db.sql(
    'CREATE INDEX episodes_intervention ON screening.episodes (intervention_id) WHERE intervention_id IS NOT NULL',
  );
  await protectTable(db, 'screening.interventions', {
    kallelse_app: ['SELECT', 'INSERT', 'UPDATE'],
    kallelse_generate: ['SELECT'],
    kallelse_delivery: ['SELECT'],
    kallelse_publisher: ['SELECT'],
  });
});
