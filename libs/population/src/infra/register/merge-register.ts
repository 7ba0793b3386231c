import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import type { RegisterColumn } from '../../domain/register-row';
import { DISTRICTS, refreshFacts } from './refresh-facts';
import { refreshReach } from './refresh-reach';
import { insertResidents } from './insert-residents';
import { linkNumbers } from './link-numbers';
import { createWorkTables, type HmacKey, type Presumption, type RegisterImport } from './register-context';
import { sequenceRows } from './sequence-rows';
import { RESIDENTS_STAGING } from './stage-residents';
import { updateResidents } from './update-residents';

/** What the merge of a register file did; with the rejected rows the counts add up to the rows of the file. */
export interface RegisterCounts {
  readonly new: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly outdated: number;
  /** Of the rows above: how many gave a resident a new number, made two residents one, or wait for approval in part. */
  readonly newNumbers: number;
  readonly mergedResidents: number;
  readonly waitingForApproval: number;
}

const TOUCHED = 'SELECT resident_id FROM touched';

/** Merges the staged rows, set by set, and keeps both read models; all in the transaction it is given. */
export async function mergeRegister(
  tx: EntityManager,
  job: {
    readonly importId: number;
    readonly now: Date;
    readonly today: PlainDate;
    readonly columns: ReadonlySet<RegisterColumn>;
    readonly presumption: Presumption;
  },
): Promise<RegisterCounts> {
  const context: RegisterImport = { tx, ...job, householdKey: await householdKey(tx) };
  await createWorkTables(context);
  await tx.query(`ANALYZE ${RESIDENTS_STAGING}`);
  const total = {
    new: 0,
    changed: 0,
    unchanged: 0,
    outdated: 0,
    newNumbers: 0,
    mergedResidents: 0,
    waitingForApproval: 0,
  };
  for (const rows of await sequenceRows(tx)) {
    const links = await linkNumbers(context, rows);
    total.newNumbers += links.linked;
    total.mergedResidents += links.merged;
    total.new += await insertResidents(context, rows);
    const updates = await updateResidents(context, rows);
    total.changed += updates.changed;
    total.unchanged += updates.unchanged;
    total.outdated += updates.outdated;
    total.waitingForApproval += updates.waiting;
  }
  await raiseUnknownDistricts(context);
  await refreshTouched(context);
  return total;
}

/** Derives facts and reach anew for everyone whose sources changed. */
export async function refreshTouched({
  tx,
  today,
  householdKey: key,
}: Pick<RegisterImport, 'tx' | 'today' | 'householdKey'>): Promise<void> {
  await tx.query('ANALYZE touched');
  await refreshFacts(tx, today, TOUCHED);
  await refreshReach(tx, key, TOUCHED);
}

/** A code that no edition of the districts has: the resident has no district until somebody looks. */
async function raiseUnknownDistricts({ tx, today, now }: RegisterImport): Promise<void> {
  await tx.query(
    `INSERT INTO screening.exceptions (kind, subject, details, raised_at)
     SELECT 'district-unknown', district, jsonb_build_object('residents', count(*)), $2 FROM ${RESIDENTS_STAGING} AS staged
     WHERE district IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ${DISTRICTS} AS edition WHERE edition.code = staged.district
       AND edition.valid_from <= $1 AND (edition.valid_to IS NULL OR edition.valid_to >= $1))
     GROUP BY district ON CONFLICT DO NOTHING`,
    [today, now],
  );
}

const BLOCK = 64;

/** The secret of household keys as HMAC's two padded blocks (RFC 2104). */
export async function householdKey(tx: EntityManager): Promise<HmacKey> {
  const [row] = await tx.query<{ value: Buffer }[]>(
    `SELECT value FROM identity.keys WHERE name = 'household'`,
  );
  if (!row) throw new Error('the household key is missing');
  const padded = Buffer.concat([row.value, Buffer.alloc(BLOCK - row.value.length)]);
  const masked = (mask: number): Buffer => Buffer.from(padded.map((byte) => byte ^ mask));
  return { inner: masked(0x36), outer: masked(0x5c) };
}
