import { migration } from '../../migration';

/**
 * Letters in place of kits for those who never use them, kits that are asked for, and letters that follow a result.
 */
export const silentRounds = migration(32, 'silent-rounds', async (db) => {
  await db.sql('ALTER TABLE screening.episodes ADD COLUMN without_kit boolean NOT NULL DEFAULT false');
  await db.sql('ALTER TABLE screening.contacts ADD COLUMN asked_kit text');
  await db.sql('ALTER TABLE screening.contacts DROP CONSTRAINT contacts_kind_check');
  await db.sql(`ALTER TABLE screening.contacts ADD CONSTRAINT contacts_kind_check CHECK (kind IN
    ('announcement', 'invitation', 'reminder', 'enquiry', 'confirmation', 'questionnaire', 'correction', 'replacement', 'new-time', 'follow-up'))`);
});
