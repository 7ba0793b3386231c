import { migration } from '../../migration';
import { protectTable } from '../../row-security';

/** Places at units, one row each, and who has one in which round: a place is given once, a round has one time. */
export const bookedTimes = migration(26, 'booked-times', async (db) => {
  await db.sql('ALTER TABLE screening.contacts DROP CONSTRAINT contacts_kind_check');
  await db.sql(`ALTER TABLE screening.contacts ADD CONSTRAINT contacts_kind_check CHECK (kind IN
    ('invitation', 'reminder', 'enquiry', 'confirmation', 'questionnaire', 'correction', 'replacement', 'new-time'))`);
  await db.sql(
    `CREATE INDEX contacts_no_slot ON screening.contacts (id) WHERE state = 'held' AND reason = 'no-slot'`,
  );
  await db.sql(`
    CREATE TABLE screening.slots (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      unit text NOT NULL REFERENCES screening.units (id),
      programme text NOT NULL,
      starts_at timestamptz NOT NULL,
      minutes int NOT NULL CHECK (minutes BETWEEN 1 AND 480),
      place int NOT NULL CHECK (place BETWEEN 1 AND 500),
      is_open boolean NOT NULL DEFAULT true,
      UNIQUE (unit, programme, starts_at, place)
    )`);
  await db.sql(
    'CREATE INDEX slots_open ON screening.slots (programme, unit, starts_at, place) WHERE is_open',
  );
  await db.sql(`
    CREATE TABLE screening.booked_times (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      slot_id bigint NOT NULL REFERENCES screening.slots (id),
      episode_id bigint NOT NULL REFERENCES screening.episodes (id),
      state text NOT NULL DEFAULT 'booked' CHECK (state IN ('booked', 'attended', 'no-show', 'moved', 'cancelled')),
      reason text,
      booked_at timestamptz NOT NULL,
      changed_at timestamptz NOT NULL,
      CONSTRAINT booked_times_reason CHECK (state IN ('booked', 'attended', 'no-show') OR reason IS NOT NULL)
    )`);
  await db.sql(`
    CREATE UNIQUE INDEX booked_times_one_per_place ON screening.booked_times (slot_id) WHERE state IN ('booked', 'attended', 'no-show')`);
  await db.sql(
    `CREATE UNIQUE INDEX booked_times_one_per_round ON screening.booked_times (episode_id) WHERE state = 'booked'`,
  );
  await db.sql('CREATE INDEX booked_times_episode ON screening.booked_times (episode_id)');
  const read = ['SELECT'] as const;
  await protectTable(db, 'screening.slots', {
    kallelse_import: ['SELECT', 'INSERT', 'UPDATE'],
    kallelse_generate: ['SELECT', 'UPDATE'],
    kallelse_delivery: read,
    kallelse_selection: read,
    kallelse_app: read,
  });
  await protectTable(db, 'screening.booked_times', {
    kallelse_generate: ['SELECT', 'INSERT', 'UPDATE'],
    kallelse_import: read,
    kallelse_delivery: read,
    kallelse_selection: read,
    kallelse_app: read,
  });
});
