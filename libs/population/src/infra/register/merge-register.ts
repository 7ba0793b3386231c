import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import type { RegisterColumn } from '../../domain/register-row';
import { followEditions, raiseUnknownDistricts } from '../geography/follow-editions';
import { closeReturned } from './close-returned';
import { MassCheck } from './hold-back';
import { householdKey } from './household-key';
import { insertResidents } from './insert-residents';
import { findKnown, linkNumbers } from './link-numbers';
import { refreshTouched } from './refresh-touched';
import {
  countOf,
  createWorkTables,
  rowsOfPass,
  type PresumptionRules,
  type RegisterImport,
} from './register-context';
import { sequenceRows } from './sequence-rows';
import { RESIDENTS_STAGING } from './stage-residents';
import { updateResidents } from './update-residents';

/** What the merge of a register file did. The first five add up, with the rejected rows, to the rows of the file. */
export interface RegisterCounts {
  readonly new: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Older than what is stored, or of a number that another has replaced. */
  readonly outdated: number;
  /** Nothing of the row was applied, because all it says waits for approval. */
  readonly waiting: number;
  /** Of the rows above: how many gave a resident a new number, and made two residents one. */
  readonly newNumbers: number;
  readonly mergedResidents: number;
  /** Changes put in wait for approval. */
  readonly reviews: number;
}

type Total = { -readonly [K in keyof RegisterCounts]: number };

/** What a merge is told. */
export interface MergeJob {
  readonly importId: number;
  readonly now: Date;
  readonly today: PlainDate;
  readonly columns: ReadonlySet<RegisterColumn>;
  readonly lastRow: number;
  readonly presumption: PresumptionRules;
}

/** Merges the staged rows, set by set, and keeps both read models; all in the transaction it is given. */
export async function mergeRegister(tx: EntityManager, job: MergeJob): Promise<RegisterCounts> {
  const context: RegisterImport = {
    tx,
    ...job,
    householdKey: await householdKey(tx),
    firstId: await takeIds(tx, job.lastRow),
  };
  const isFirst = await beginFirstLoad(tx);
  await createWorkTables(tx);
  await tx.query('SELECT identity.analyze_staging()');
  if (!isFirst) await findKnown(context, rowsOfPass(0));
  const passes = await sequenceRows(tx, !isFirst);
  const total: Total = {
    ...{ new: 0, changed: 0, unchanged: 0, outdated: 0, waiting: 0 },
    ...{ newNumbers: 0, mergedResidents: 0, reviews: 0 },
  };
  const massCheck = new MassCheck();
  await mergeTogether(context, total, massCheck, isFirst);
  if (isFirst) await tx.query('SELECT identity.end_first_load()');
  for (let pass = 1; pass <= passes; pass++) await mergePass(context, pass, total, massCheck);
  await raiseUnknownDistricts(context, RESIDENTS_STAGING);
  if (!isFirst) await closeReturned(context);
  await refreshTouched(context);
  await followEditions(context);
  return total;
}

/** Rows that have nothing to do with each other. */
async function mergeTogether(
  context: RegisterImport,
  total: Total,
  massCheck: MassCheck,
  isFirst: boolean,
): Promise<void> {
  const { tx } = context;
  const rows = rowsOfPass(0);
  if (!isFirst) {
    // Rows that turned out to belong together come in a later pass.
    await tx.query(
      `DELETE FROM known USING ${RESIDENTS_STAGING} AS staged WHERE staged.row_number = known.row_number AND staged.pass > 0`,
    );
  }
  total.new += await insertResidents(context, rows, !isFirst);
  if (!isFirst) add(total, await updateResidents(context, rows, massCheck));
}

async function mergePass(
  context: RegisterImport,
  pass: number,
  total: Total,
  massCheck: MassCheck,
): Promise<void> {
  const rows = rowsOfPass(pass);
  await findKnown(context, rows);
  const links = await linkNumbers(context, rows);
  total.newNumbers += links.linked;
  total.mergedResidents += links.merged;
  total.new += await insertResidents(context, rows, true);
  add(total, await updateResidents(context, rows, massCheck));
}

function add(total: Total, counts: Partial<RegisterCounts>): void {
  for (const [key, value] of Object.entries(counts) as [keyof RegisterCounts, number][]) total[key] += value;
}

/**
 * An id for every row of the file, whether or not it brings somebody: one step of the sequence instead of millions.
 * @returns what a row number is added to
 */
async function takeIds(tx: EntityManager, lastRow: number): Promise<number> {
  const next = await countOf(tx, `SELECT nextval('screening.resident_ids') AS n`);
  if (lastRow > 1) await tx.query(`SELECT setval('screening.resident_ids', $1)`, [next + lastRow - 1]);
  return next - 1;
}

/** Whether nobody is known yet: then the indexes wait until the rows are there. */
async function beginFirstLoad(tx: EntityManager): Promise<boolean> {
  const [row] = await tx.query<{ is_first: boolean }[]>('SELECT identity.begin_first_load() AS is_first');
  return row?.is_first ?? false;
}
