import type { AuditLog } from '@kallelse/access';
import type { Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { EntityManager } from 'typeorm';
import { retryParkedEvents } from '../infra/events/parked-events';
import { raiseOrganConflicts } from '../infra/organs/organ-conflicts';
import { addRefused } from '../infra/files/rejected-file';
import { mergeRegister } from '../infra/register/merge-register';
import { presumptionRules } from '../infra/organs/presumption-rows';
import type { Presumption } from '../infra/register/register-context';
import { RESIDENTS_STAGING, stageResidents, type StagedFile } from '../infra/register/stage-residents';
import { FileImport, type ImportRun, type Merged } from './file-import';

/**
 * Imports a register file: streamed into staging, merged set by set, sources and both read models in one transaction.
 */
export class ImportResidents extends FileImport<StagedFile> {
  protected readonly kind = 'residents';

  constructor(
    databases: Databases,
    clock: Clock,
    audit: AuditLog,
    /** Another than what the regions have set, for a preview. */
    private readonly presumption?: Presumption,
  ) {
    super(databases, clock, audit);
  }

  protected stage({ tx, today, rejectedFile, onProgress }: ImportRun, path: string): Promise<StagedFile> {
    return stageResidents(tx, path, today, rejectedFile, onProgress);
  }

  protected async merge(
    { tx, now, today, rejectedFile }: ImportRun,
    { columns, lastRow }: StagedFile,
    importId: number,
  ): Promise<Merged> {
    const presumption = this.presumption
      ? { standard: this.presumption, otherwise: [] }
      : await presumptionRules(tx);
    const job = { importId, now, today, columns, lastRow, presumption };
    const { newNumbers, mergedResidents, reviews, ...counts } = await mergeRegister(tx, job);
    const refused = await addRefused(tx, rejectedFile);
    const parkedTaken = await retryParkedEvents(tx, { importId, now, today });
    // Only merges and parked entries bring statements to somebody who has some already.
    const merged = `SELECT survivor_id FROM screening.resident_merges WHERE import_id = ${importId}`;
    const taken = parkedTaken > 0 ? ' UNION ALL SELECT resident_id FROM touched' : '';
    if (mergedResidents + parkedTaken > 0) await raiseOrganConflicts(tx, { now, today }, `${merged}${taken}`);
    return { counts, further: { newNumbers, mergedResidents, reviews, parkedTaken }, refused };
  }

  protected async empty(tx: EntityManager): Promise<void> {
    await tx.query(`TRUNCATE ${RESIDENTS_STAGING}`);
  }
}
