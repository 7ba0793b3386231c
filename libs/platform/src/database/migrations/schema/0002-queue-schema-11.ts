import { migration } from '../../migration';

/** Version of BullMQ's schema that this step brings; a newer BullMQ needs a step of its own. A spec compares. */
export const QUEUE_SCHEMA_VERSION = 11;

/**
 * BullMQ's tables and functions, in its own SQL and transaction. They belong to the owner like all tables; the queue
 * role may use them, and no other role may even name them.
 */
export const queueSchema = migration(
  2,
  `queue-schema-${String(QUEUE_SCHEMA_VERSION)}`,
  async (db) => {
    const { runMigrations } = await import('bullmq');
    await runMigrations(await db.client(), 'queue');
    await db.sql('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA queue TO kallelse_queue');
    await db.sql('GRANT USAGE ON ALL SEQUENCES IN SCHEMA queue TO kallelse_queue');
    await db.sql('GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA queue TO kallelse_queue');
  },
  { transaction: false },
);
