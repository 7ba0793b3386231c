import { migration } from '../../migration';
import { protectTable } from '../../row-security';

/** Who did what, when and why: rows are only ever added. */
export const audit = migration(7, 'audit', async (db) => {
  await db.sql(`
    CREATE TABLE audit.entries (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at timestamptz NOT NULL,
      actor text NOT NULL,
      action text NOT NULL,
      subject text,
      resident_id bigint,
      reason text,
      details jsonb NOT NULL DEFAULT '{}'
    )`);
  await protectTable(db, 'audit.entries', { kallelse_audit: ['INSERT'] });
});
