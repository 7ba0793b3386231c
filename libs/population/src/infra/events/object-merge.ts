import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';

/** A merge of objects under way, in one transaction of kallelse_import. */
export interface ObjectMerge {
  readonly tx: EntityManager;
  readonly importId: number;
  readonly now: Date;
  readonly today: PlainDate;
}

/** Temporary tables of a merge; `refused` stays until the transaction ends, for the file of rejected rows. */
export async function createObjectTables(tx: EntityManager): Promise<void> {
  await tx.query(
    'CREATE TEMPORARY TABLE IF NOT EXISTS refused (row_number int, column_name text, code text) ON COMMIT DROP',
  );
  await tx.query('CREATE TEMPORARY TABLE IF NOT EXISTS touched (resident_id bigint) ON COMMIT DROP');
  await tx.query('TRUNCATE refused, touched');
}
