import { basename } from 'node:path';
import { isPlainDate, toDay, type PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import { normalNumber } from '../../domain/identity-number';
import { copyLine, CopyRows } from '../files/copy-rows';
import { checkHeader, readCsv } from '../files/csv-file';
import { cellsOf, type CsvRow } from '../files/csv-splitter';
import type { RejectedFile, Rejection } from '../files/rejected-file';

const STAGING = 'identity.calls_staging';
const COLUMNS = ['identity', 'programme', 'date'];
const NUMBER = /^[0-9A-Z-]{4,40}$/;
/** Without the century a number may be of two people. */
const WITHOUT_CENTURY = /^\d{6}[-+]?\d{4}$/;
const PROGRAMME = /^[a-z][a-z0-9-]{0,63}$/;
/** Days from today within which a call can lie: of longer ago the register need not know enough to decide. */
const EARLIEST = -3653;
const LATEST = 366;
/** Rows written to the file of refused rows at a time. */
const PAGE = 10_000;

/** What a call list is read against. */
export interface CallsContext {
  readonly today: PlainDate;
  /** Those with rules in force; a call to another is refused. */
  readonly programmes: ReadonlySet<string>;
}

/** A call list read to its end. */
export interface CallList {
  readonly rows: number;
  /** Rows that say nothing that can be compared. */
  readonly rejected: number;
  /** Earlier rows of a number that is called again in the same programme. */
  readonly repeated: number;
  /** Numbers that no resident has, or several have. */
  readonly notInRegister: number;
  readonly sha256: string;
}

/**
 * Reads the call list of another system (CSV `identity,programme,date`) in bounded memory, in a transaction of
 * kallelse_import that holds the import lock. Leaves the temporary table `called` (row_number, programme, called_on,
 * resident_id), one row for each resident and programme, and no number: the staging table is emptied at once. Rows that
 * cannot be compared are named in the file of refused rows.
 */
export async function stageCalls(
  tx: EntityManager,
  path: string,
  rejectedFile: RejectedFile,
  context: CallsContext,
): Promise<CallList> {
  await tx.query(`TRUNCATE ${STAGING}`);
  const copy = await CopyRows.into(tx, STAGING, ['row_number', 'value', 'programme', 'called_on']);
  let header: readonly string[] = [];
  let rejected = 0;
  try {
    const end = await readCsv(path, {
      header: (found) => {
        checkHeader(basename(path), found, COLUMNS, COLUMNS);
        header = found;
      },
      rows: async (block) => {
        const wrong: Rejection[] = [];
        let lines = '';
        for (const row of block) {
          const read = readCall(row, header, context);
          if (typeof read === 'string') lines += read;
          else wrong.push(read);
        }
        rejected += wrong.length;
        await copy.add(lines);
        await rejectedFile.add(wrong);
      },
    });
    await copy.finish();
    return { rows: end.rows, rejected, sha256: end.sha256, ...(await resolve(tx, rejectedFile)) };
  } catch (error) {
    await copy.abort();
    throw error;
  }
}

/** A line for COPY, or what is wrong with the row. */
function readCall(row: CsvRow, header: readonly string[], context: CallsContext): string | Rejection {
  const { number, fault } = row;
  if (fault) return { row: number, column: '', code: fault };
  const values = cellsOf(row);
  if (values.length !== header.length) return { row: number, column: '', code: 'column-count' };
  const cell = (name: string): string => values[header.indexOf(name)]?.trim() ?? '';
  const value = normalNumber(cell('identity'));
  if (!NUMBER.test(value) || WITHOUT_CENTURY.test(value))
    return { row: number, column: 'identity', code: 'identity-form' };
  const programme = cell('programme');
  if (!PROGRAMME.test(programme)) return { row: number, column: 'programme', code: 'programme-form' };
  if (!context.programmes.has(programme))
    return { row: number, column: 'programme', code: 'programme-unknown' };
  const date = cell('date');
  if (!isPlainDate(date)) return { row: number, column: 'date', code: 'date' };
  const days = toDay(date) - toDay(context.today);
  if (days < EARLIEST || days > LATEST) return { row: number, column: 'date', code: 'call-date-far' };
  return copyLine([number, value, programme, date]);
}

/**
 * Finds whose the numbers are, by any number of a chain. The last call of somebody in a programme is compared; an earlier
 * one is named only where it has the same number: otherwise the file would say which two numbers are one person's.
 */
async function resolve(tx: EntityManager, rejectedFile: RejectedFile) {
  await tx.query(`ANALYZE ${STAGING}`);
  await tx.query(`
    CREATE TEMPORARY TABLE named ON COMMIT DROP AS
    SELECT row_number, programme, called_on, resident_id,
      row_number() OVER (PARTITION BY value, programme ORDER BY called_on DESC, row_number DESC) > 1 AS is_repeated
    FROM ${STAGING} AS staged LEFT JOIN (SELECT value, min(resident_id) AS resident_id FROM identity.identifiers
      GROUP BY value HAVING count(DISTINCT resident_id) = 1) AS number USING (value)`);
  await tx.query(`TRUNCATE ${STAGING}`);
  await tx.query(`
    CREATE TEMPORARY TABLE called ON COMMIT DROP AS SELECT DISTINCT ON (resident_id, programme) row_number, programme, called_on,
      resident_id FROM named WHERE resident_id IS NOT NULL ORDER BY resident_id, programme, called_on DESC, row_number DESC`);
  const repeated = await tell(tx, rejectedFile, 'call-repeated', 'is_repeated');
  const unknown = 'resident_id IS NULL AND NOT is_repeated';
  const notInRegister = await tell(tx, rejectedFile, 'call-not-in-register', unknown);
  await tx.query('DROP TABLE named');
  return { repeated, notInRegister };
}

/** Names rows in the file of refused rows, page by page. @returns how many */
async function tell(
  tx: EntityManager,
  rejectedFile: RejectedFile,
  code: string,
  condition: string,
): Promise<number> {
  let told = 0;
  for (let after = 0; ;) {
    const rows = await tx.query<{ row: number }[]>(
      `SELECT row_number AS row FROM named WHERE row_number > $1 AND ${condition} ORDER BY 1 LIMIT ${PAGE}`,
      [after],
    );
    const last = rows.at(-1);
    if (!last) return told;
    await rejectedFile.add(rows.map(({ row }) => ({ row, column: 'identity', code })));
    told += rows.length;
    after = last.row;
  }
}
