import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import { NATIONAL_DOMAINS } from '../../domain/identity-number';
import type { RegisterColumn } from '../../domain/register-row';
import { RESIDENTS_STAGING } from './stage-residents';

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
  readonly presumption: PresumptionRules;
  /** Added to its row number it is the id of the resident whom a row turns out to bring. */
  readonly firstId: number;
}

/** Whether a first entry with a first registered sex records a presumption about organs (product.md). */
export const PRESUMPTIONS = ['first-registered-sex', 'none'] as const;
export type Presumption = (typeof PRESUMPTIONS)[number];

/** What holds in general, and the regions where the other holds. */
export interface PresumptionRules {
  readonly standard: Presumption;
  readonly otherwise: readonly string[];
}

/** A secret as the two padded blocks of HMAC (RFC 2104), so that SQL can compute it with sha256(). */
export interface HmacKey {
  readonly inner: Buffer;
  readonly outer: Buffer;
}

/** Rows of the staging table that are worked on together; a subselect. */
export type Rows = string;

const DOMAIN = `coalesce(identity_domain, CASE identity_type ${Object.entries(NATIONAL_DOMAINS)
  .map(([type, domain]) => `WHEN '${type}' THEN '${domain}'`)
  .join(' ')} END)`;

/** The staged rows of a pass, with their number as key of identity.identifiers. */
export function rowsOfPass(pass: number): Rows {
  return (
    `(SELECT *, event = 'full' AS is_full, identity AS value, identity_type AS type, ${DOMAIN} AS domain ` +
    `FROM ${RESIDENTS_STAGING} WHERE pass = ${pass})`
  );
}

/** Tables of the import, gone with the transaction. */
export async function createWorkTables(tx: EntityManager): Promise<void> {
  await tx.query(
    `CREATE TEMPORARY TABLE refused (row_number int, column_name text, code text) ON COMMIT DROP`,
  );
  // Whose the rows of the pass are, and whether by a number that another has replaced.
  await tx.query(
    `CREATE TEMPORARY TABLE known (row_number int, resident_id bigint, is_former boolean) ON COMMIT DROP`,
  );
  await tx.query(`CREATE TEMPORARY TABLE linked (row_number int) ON COMMIT DROP`);
  await tx.query(`CREATE TEMPORARY TABLE touched (resident_id bigint) ON COMMIT DROP`);
}

/** Runs a statement that changes rows and tells how many. */
export async function affected(tx: EntityManager, text: string, values: unknown[] = []): Promise<number> {
  const result = await tx.queryRunner?.query(text, values, true);
  return result?.affected ?? 0;
}

/** One number of a query. */
export async function countOf(tx: EntityManager, text: string, values: unknown[] = []): Promise<number> {
  const [row] = await tx.query<{ n: number }[]>(text, values);
  return row?.n ?? 0;
}

/**
 * Refuses rows for good: `rows` is a subselect of row_number, column_name and code. They take no part in what follows.
 * @returns how many
 */
export async function refuseRows(tx: EntityManager, rows: string): Promise<number> {
  const refused = await affected(
    tx,
    `INSERT INTO refused SELECT DISTINCT ON (row_number) row_number, column_name, code FROM (${rows}) AS wrong`,
  );
  if (refused === 0) return 0;
  await tx.query(
    `UPDATE ${RESIDENTS_STAGING} AS staged SET pass = -1 FROM refused
     WHERE staged.row_number = refused.row_number AND staged.pass >= 0`,
  );
  await tx.query('DELETE FROM known USING refused WHERE known.row_number = refused.row_number');
  return refused;
}
