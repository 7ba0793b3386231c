import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import type { RegisterColumn } from '../../domain/register-row';

/** One register import under way, in one transaction of kallelse_import. */
export interface RegisterImport {
  readonly tx: EntityManager;
  readonly importId: number;
  /** When the rows became known to us. */
  readonly now: Date;
  readonly today: PlainDate;
  /** The columns the file has; of the others everything stays as it was. */
  readonly columns: ReadonlySet<RegisterColumn>;
  readonly householdKey: HmacKey;
  readonly presumption: Presumption;
}

/** Whether a first entry with a first registered sex records a presumption about organs (product.md). */
export type Presumption = 'first-registered-sex' | 'none';

/** A secret as the two padded blocks of HMAC (RFC 2104), so that SQL can compute it with sha256(). */
export interface HmacKey {
  readonly inner: Buffer;
  readonly outer: Buffer;
}

/** Rows of the staging table that are worked on together; a subselect. */
export type Rows = string;

/** Tables of the import, gone with the transaction. */
export async function createWorkTables({ tx }: Pick<RegisterImport, 'tx'>): Promise<void> {
  await tx.query(
    `CREATE TEMPORARY TABLE refused (row_number int, column_name text, code text) ON COMMIT DROP`,
  );
  await tx.query(`CREATE TEMPORARY TABLE known (row_number int, resident_id bigint) ON COMMIT DROP`);
  await tx.query(`CREATE TEMPORARY TABLE touched (resident_id bigint) ON COMMIT DROP`);
}

/** The number of rows a statement reports, wherever TypeORM puts it. */
export async function affected(tx: EntityManager, text: string, values: unknown[] = []): Promise<number> {
  const [row] = await tx.query<{ n: number }[]>(
    `WITH done AS (${text} RETURNING 1) SELECT count(*) AS n FROM done`,
    values,
  );
  return row?.n ?? 0;
}
