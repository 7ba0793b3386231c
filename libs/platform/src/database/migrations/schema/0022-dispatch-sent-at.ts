import { migration } from '../../migration';

/** When a message went out, by the database's clock: a service that does not know it is believed only some time after. */
export const dispatchSentAt = migration(22, 'dispatch-sent-at', async (db) => {
  await db.sql('ALTER TABLE screening.dispatches ADD COLUMN sent_at timestamptz');
  await db.sql(`UPDATE screening.dispatches SET sent_at = changed_at WHERE state = 'dispatching'`);
});
