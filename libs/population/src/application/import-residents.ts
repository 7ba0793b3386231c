import { basename } from 'node:path';
import type { Actor, AuditLog } from '@kallelse/access';
import { today, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { EntityManager } from 'typeorm';
import { retryParkedEvents } from '../infra/events/merge-events';
import { readControlFile } from '../infra/files/control-file';
import { RejectedFile, type Rejection } from '../infra/files/rejected-file';
import { beginImport, checkControl, earlierImport, finishImport, lockImports } from '../infra/import-ledger';
import { mergeRegister, type RegisterCounts } from '../infra/register/merge-register';
import { stageResidents, RESIDENTS_STAGING } from '../infra/register/stage-residents';
import type { Presumption } from '../infra/register/register-context';
import type { ImportSummary, Progress } from './import-summary';

export interface ImportRequest {
  readonly path: string;
  readonly actor: Actor;
  /** Take a file whose sequence is not the last + 1. */
  readonly acceptGap?: boolean;
  readonly onProgress?: Progress;
}

/**
 * Imports a register file: streamed into staging, merged set by set, sources and both read models in one transaction.
 * A bad row is rejected by itself; a file that is not whole changes nothing; the same file again changes nothing.
 */
export class ImportResidents {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly presumption: Presumption = 'first-registered-sex',
  ) {}

  async run(request: ImportRequest): Promise<ImportSummary> {
    const rejected = new RejectedFile(request.path);
    try {
      const summary = await this.databases.transaction('kallelse_import', (tx) =>
        this.import(tx, request, rejected),
      );
      const rejectedFile = summary.repeated ? undefined : await rejected.finish();
      return { ...summary, ...(rejectedFile === undefined ? {} : { rejectedFile }) };
    } catch (error) {
      await rejected.discard();
      throw error;
    }
  }

  private async import(
    tx: EntityManager,
    request: ImportRequest,
    rejected: RejectedFile,
  ): Promise<ImportSummary> {
    const { path, actor, acceptGap = false, onProgress = () => undefined } = request;
    await lockImports(tx);
    const now = this.clock.now();
    const date = today(this.clock);
    const control = await readControlFile(path);
    const staged = await stageResidents(tx, path, date, rejected, onProgress);
    const file = { name: basename(path), rows: staged.rows, sha256: staged.sha256 };
    const earlier = await earlierImport(tx, 'residents', file.sha256, control?.sequence);
    if (earlier !== undefined) {
      return {
        importId: earlier,
        repeated: true,
        controlled: control !== undefined,
        rows: file.rows,
        counts: {},
        rejected: 0,
      };
    }
    await checkControl(tx, 'residents', file, control, acceptGap);
    const importId = await beginImport(tx, 'residents', file, {
      sequence: control?.sequence,
      by: actor.user,
      at: now,
    });
    onProgress(`${file.rows} rows read, ${staged.rejected} rejected; merging`);
    const counts = await mergeRegister(tx, {
      importId,
      now,
      today: date,
      columns: staged.columns,
      presumption: this.presumption,
    });
    const refused = await this.refused(tx, rejected);
    const retried = await retryParkedEvents(tx, importId, now, date);
    await tx.query(`TRUNCATE ${RESIDENTS_STAGING}`);
    const summary = {
      importId,
      repeated: false,
      controlled: control !== undefined,
      rows: file.rows,
      counts: { ...counts, parkedObjectsTaken: retried } satisfies RegisterCounts & Record<string, number>,
      rejected: staged.rejected + refused,
    };
    await finishImport(tx, importId, { ...summary.counts, rows: summary.rows, rejected: summary.rejected });
    await this.audit.record({
      actor,
      action: 'import.residents',
      subject: `import ${importId}`,
      details: { rows: file.rows, rejected: summary.rejected, sha256: file.sha256 },
    });
    return summary;
  }

  /** Rows that the merge refused join those that were wrong by themselves. */
  private async refused(tx: EntityManager, rejected: RejectedFile): Promise<number> {
    const rows = await tx.query<Rejection[]>(
      `SELECT row_number AS row, column_name AS column, code FROM refused ORDER BY row_number`,
    );
    await rejected.add(rows);
    return rows.length;
  }
}
