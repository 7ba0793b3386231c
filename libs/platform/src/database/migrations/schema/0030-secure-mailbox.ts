import { migration } from '../../migration';
import { protectTable } from '../../row-security';

/** A second digital channel: the secure mailboxes of Mina meddelanden, and who was last known to have one. */
export const secureMailbox = migration(30, 'secure-mailbox', async (db) => {
  await db.sql('ALTER TABLE screening.dispatches DROP CONSTRAINT dispatches_channel_check');
  await db.sql(`
    ALTER TABLE screening.dispatches ADD CONSTRAINT dispatches_channel_check
      CHECK (channel IN ('1177', 'secure-mailbox', 'paper', 'mediated', 'outreach'))`);
  await db.sql('DROP INDEX screening.dispatches_unread');
  await db.sql(`
    CREATE INDEX dispatches_unread ON screening.dispatches (channel, asked_at NULLS FIRST, id)
      WHERE channel IN ('1177', 'secure-mailbox') AND state IN ('accepted', 'queued', 'delivered')`);
  await db.sql(`INSERT INTO screening.providers (name) VALUES ('secure-mailbox')`);
  await db.sql(`
    CREATE TABLE screening.mailboxes (
      resident_id bigint PRIMARY KEY,
      is_reachable boolean NOT NULL,
      asked_at timestamptz NOT NULL
    )`);
  await protectTable(db, 'screening.mailboxes', {
    kallelse_delivery: ['SELECT', 'INSERT', 'UPDATE'],
    kallelse_selection: ['SELECT'],
    kallelse_generate: ['SELECT'],
    kallelse_app: ['SELECT'],
  });
});
