import { migration } from '../../migration';

/**
 * What becomes of messages in an inbox: when the service was last asked about one, and when it was read after its time had
 * run out, which stops the letter that was to follow it.
 */
export const messageReceipts = migration(23, 'message-receipts', async (db) => {
  await db.sql(
    'ALTER TABLE screening.dispatches ADD COLUMN asked_at timestamptz, ADD COLUMN read_late_at timestamptz',
  );
  for (const from of ['queued', 'expired'])
    await db.sql(`INSERT INTO screening.dispatch_states VALUES ($1, 'read')`, [from]);
  await db.sql(`
    CREATE INDEX dispatches_unread ON screening.dispatches (asked_at NULLS FIRST, id)
      WHERE channel = '1177' AND state IN ('accepted', 'queued', 'delivered')`);
});
