import { migration } from '../../migration';
import { protectTable } from '../../row-security';

/**
 * Facts ready to be compared, one narrow row per resident and one per resident and programme with history; changed in
 * the transaction that changes a source. Latest dates and interval ends, not flags: a row is exact for every as-of date
 * from `exact_from` on. And what previews may know of how somebody is reached, without touching identity.
 */
export const readModels = migration(5, 'read-models', async (db) => {
  await db.sql(`
    CREATE TABLE screening.resident_facts (
      resident_id bigint PRIMARY KEY,
      birth_date date NOT NULL,
      exact_from date NOT NULL,
      residency_since date,
      area_type int,
      enquiry_last date, enquiry_count int NOT NULL DEFAULT 0,
      residency_status text, region text, municipality text, district text,
      organ_cervix text, organ_cervix_basis text, organ_breast text, organ_breast_basis text,
      organ_prostate text, organ_prostate_basis text, organ_colorectum text, organ_colorectum_basis text,
      attributes jsonb
    )`);
  await db.sql(`CREATE INDEX resident_facts_inexact ON screening.resident_facts (exact_from)`);
  await db.sql(`
    CREATE TABLE screening.programme_facts (
      resident_id bigint NOT NULL,
      programme text NOT NULL,
      exact_from date NOT NULL,
      opt_out_until date, deferral_until date, care_until date, booking_last date, episode_until date,
      own_enquiry_last date, own_enquiry_count int NOT NULL DEFAULT 0,
      test_dates date[], test_counts int[], test_methods text[], test_results text[], test_values float8[],
      invitations date[],
      control_lists text[], control_until date[],
      manual_kinds text[], manual_codes text[], manual_until date[], manual_places int[],
      PRIMARY KEY (programme, resident_id)
    )`);
  await db.sql(`CREATE INDEX programme_facts_resident ON screening.programme_facts (resident_id)`);
  await db.sql(`CREATE INDEX programme_facts_inexact ON screening.programme_facts (programme, exact_from)`);
  await db.sql(`
    CREATE TABLE screening.resident_reach (
      resident_id bigint PRIMARY KEY,
      protection text NOT NULL,
      address_class text NOT NULL CHECK (address_class IN ('domestic', 'foreign', 'none')),
      identity_type text NOT NULL,
      language text, format text, channel text,
      household_key bytea
    )`);
  const writers = {
    kallelse_import: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    kallelse_selection: ['SELECT'],
    kallelse_delivery: ['SELECT'],
  } as const;
  await protectTable(db, 'screening.resident_facts', {
    ...writers,
    kallelse_generate: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  });
  await protectTable(db, 'screening.programme_facts', {
    ...writers,
    kallelse_generate: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  });
  await protectTable(db, 'screening.resident_reach', { ...writers, kallelse_generate: ['SELECT'] });
});
