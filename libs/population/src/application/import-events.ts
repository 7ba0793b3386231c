import type { EntityManager } from 'typeorm';
import { mergeEvents } from '../infra/events/merge-events';
import { raiseOrganConflicts } from '../infra/organs/organ-conflicts';
import { EVENTS_STAGING, stageEvents } from '../infra/events/stage-events';
import { addRefused } from '../infra/files/rejected-file';
import { FileImport, type ImportRun, type Merged, type Staged } from './file-import';

/**
 * Imports an events file: events, organ statements, opt-outs, manual routes, attributes and preferences, one object a
 * line. Objects of numbers nobody has are parked and tried again at every register import.
 */
export class ImportEvents extends FileImport<Staged> {
  protected readonly kind = 'events';

  protected stage({ tx, rejectedFile, onProgress }: ImportRun, path: string): Promise<Staged> {
    return stageEvents(tx, path, rejectedFile, onProgress);
  }

  protected async merge(
    { tx, now, today, rejectedFile }: ImportRun,
    _staged: Staged,
    importId: number,
  ): Promise<Merged> {
    const counts = await mergeEvents({ tx, importId, now, today });
    await raiseOrganConflicts(tx, { now, today }, 'SELECT resident_id FROM touched');
    const refused = await addRefused(tx, rejectedFile);
    return { counts: { ...counts }, further: {}, refused };
  }

  protected async empty(tx: EntityManager): Promise<void> {
    await tx.query(`TRUNCATE ${EVENTS_STAGING}`);
  }
}
