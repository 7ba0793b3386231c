import { basename } from 'node:path';
import type { AuditLog } from '@kallelse/access';
import { today, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { EntityManager } from 'typeorm';
import { isLineRefusal, readEventLine } from '../domain/event-line';
import { EVENTS_STAGING, mergeEvents } from '../infra/events/merge-events';
import { readControlFile } from '../infra/files/control-file';
import { CopyRows } from '../infra/files/copy-rows';
import { readLines, type NumberedLine } from '../infra/files/ndjson-file';
import { RejectedFile, type Rejection } from '../infra/files/rejected-file';
import { beginImport, checkControl, earlierImport, finishImport, lockImports } from '../infra/import-ledger';
import type { ImportRequest } from './import-residents';
import type { ImportSummary } from './import-summary';

const COLUMNS = ['row_number', 'value', 'type', 'domain', 'kind', 'object', 'ref', 'fingerprint', 'is_void'];

/** Imports an events file: events, organ statements, opt-outs, manual routes, attributes and preferences, one object a line. */
export class ImportEvents {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
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
    const control = await readControlFile(path);
    const staged = await this.stage(tx, path, rejected);
    const file = { name: basename(path), rows: staged.rows, sha256: staged.sha256 };
    const earlier = await earlierImport(tx, 'events', file.sha256, control?.sequence);
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
    await checkControl(tx, 'events', file, control, acceptGap);
    const importId = await beginImport(tx, 'events', file, {
      sequence: control?.sequence,
      by: actor.user,
      at: now,
    });
    onProgress(`${file.rows} lines read, ${staged.rejected} rejected; merging`);
    const counts = await mergeEvents(tx, importId, now, today(this.clock));
    const refused = await tx.query<Rejection[]>(
      `SELECT row_number AS row, column_name AS column, code FROM refused ORDER BY row_number`,
    );
    await rejected.add(refused);
    await tx.query(`TRUNCATE ${EVENTS_STAGING}`);
    const summary = {
      importId,
      repeated: false,
      controlled: control !== undefined,
      rows: file.rows,
      counts: { ...counts },
      rejected: staged.rejected + refused.length,
    };
    await finishImport(tx, importId, { ...summary.counts, rows: summary.rows, rejected: summary.rejected });
    await this.audit.record({
      actor,
      action: 'import.events',
      subject: `import ${importId}`,
      details: { rows: file.rows, rejected: summary.rejected, sha256: file.sha256 },
    });
    return summary;
  }

  private async stage(tx: EntityManager, path: string, rejected: RejectedFile) {
    await tx.query(`TRUNCATE ${EVENTS_STAGING}`);
    const copy = await CopyRows.into(tx, EVENTS_STAGING, COLUMNS);
    let count = 0;
    const end = await readLines(path, async (lines) => {
      const { rows, refused } = readObjects(lines);
      count += refused.length;
      await copy.add(rows);
      await rejected.add(refused);
    });
    await copy.finish();
    return { ...end, rejected: count };
  }
}

function readObjects(lines: readonly NumberedLine[]) {
  const rows: (string | number | boolean | undefined)[][] = [];
  const refused: Rejection[] = [];
  for (const { number, text } of lines) {
    const read = readEventLine(text);
    if (isLineRefusal(read)) {
      refused.push({
        row: number,
        column: '',
        code: read.code,
        ...(read.detail === undefined ? {} : { detail: read.detail }),
      });
      continue;
    }
    const { value, type, domain, kind, object, ref, fingerprint, isVoid } = read;
    rows.push([number, value, type, domain, kind, JSON.stringify(object), ref, `\\x${fingerprint}`, isVoid]);
  }
  return { rows, refused };
}
