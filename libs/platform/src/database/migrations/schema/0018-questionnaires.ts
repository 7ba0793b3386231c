import { migration } from '../../migration';

/** Questionnaires, letters that ask for attributes a programme needs, in its batches; who made a manual route, and why. */
export const questionnaires = migration(18, 'questionnaires', async (db) => {
  // Null: it came with a file.
  await db.sql(
    'ALTER TABLE screening.manual_routes ADD COLUMN recorded_by text, ADD COLUMN reason text, ADD COLUMN revoked_by text',
  );
  await db.sql(`ALTER TABLE screening.batches DROP CONSTRAINT batches_kind_check`);
  await db.sql(`ALTER TABLE screening.batches
    ADD CONSTRAINT batches_kind_check CHECK (kind IN ('invitation', 'enquiry', 'questionnaire'))`);
  await db.sql(`ALTER TABLE screening.contacts
    ADD COLUMN questions text[],
    DROP CONSTRAINT contacts_kind_check, DROP CONSTRAINT contacts_round`);
  await db.sql(`ALTER TABLE screening.contacts
    ADD CONSTRAINT contacts_kind_check CHECK (kind IN ('invitation', 'reminder', 'enquiry', 'confirmation', 'questionnaire')),
    ADD CONSTRAINT contacts_round CHECK ((kind IN ('enquiry', 'confirmation', 'questionnaire')) = (episode_id IS NULL)),
    ADD CONSTRAINT contacts_questions CHECK ((kind = 'questionnaire') = (questions IS NOT NULL))`);
  // The same questionnaire again only after the first has been answered.
  await db.sql(`
    CREATE UNIQUE INDEX contacts_one_open_questionnaire ON screening.contacts (resident_id, template)
      WHERE kind = 'questionnaire' AND closed_on IS NULL`);
});
