import { migration } from '../../migration';

/** Letters that say that an invitation will come. */
export const announcements = migration(29, 'announcements', async (db) => {
  await db.sql('ALTER TABLE screening.contacts DROP CONSTRAINT contacts_kind_check');
  await db.sql(`ALTER TABLE screening.contacts ADD CONSTRAINT contacts_kind_check CHECK (kind IN
    ('announcement', 'invitation', 'reminder', 'enquiry', 'confirmation', 'questionnaire', 'correction', 'replacement', 'new-time'))`);
});
