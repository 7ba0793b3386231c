import { migration } from '../../migration';

/**
 * Whoever was contacted by mistake gets one letter that says so: a batch of its own, which names the batch it corrects. A
 * contact is annulled by itself, since of a wrong batch some may have been right.
 */
export const corrections = migration(20, 'corrections', async (db) => {
  await db.sql(
    'ALTER TABLE screening.batches DROP CONSTRAINT batches_kind_check, DROP CONSTRAINT batches_programme',
  );
  await db.sql(`
    ALTER TABLE screening.batches
      ADD COLUMN corrects bigint REFERENCES screening.batches (id),
      ADD CONSTRAINT batches_kind_check CHECK (kind IN ('invitation', 'enquiry', 'questionnaire', 'correction')),
      ADD CONSTRAINT batches_programme CHECK ((kind IN ('enquiry', 'correction')) = (programme IS NULL)),
      ADD CONSTRAINT batches_corrects CHECK ((kind = 'correction') = (corrects IS NOT NULL))`);
  await db.sql(`
    ALTER TABLE screening.contacts
      ADD COLUMN annulled_at timestamptz,
      DROP CONSTRAINT contacts_kind_check, DROP CONSTRAINT contacts_round`);
  await db.sql(`
    ALTER TABLE screening.contacts
      ADD CONSTRAINT contacts_kind_check CHECK (kind IN
        ('invitation', 'reminder', 'enquiry', 'confirmation', 'questionnaire', 'correction')),
      ADD CONSTRAINT contacts_round CHECK
        ((kind IN ('enquiry', 'confirmation', 'questionnaire', 'correction')) = (episode_id IS NULL))`);
  await db.sql('GRANT EXECUTE ON FUNCTION screening.present_resident(bigint) TO kallelse_selection');
  await db.sql(`
    CREATE UNIQUE INDEX contacts_one_correction ON screening.contacts (batch_id, resident_id) WHERE kind = 'correction'`);
});
