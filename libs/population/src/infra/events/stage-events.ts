import type { EntityManager } from 'typeorm';
import type { Progress } from '../../application/import-summary';
import { isLineRefusal, readEventLine, type LineRefusal, type StagedObject } from '../../domain/event-line';
import { copyLine, CopyRows } from '../files/copy-rows';
import { readLines, type NumberedLine } from '../files/ndjson-file';
import type { RejectedFile, Rejection } from '../files/rejected-file';

export const EVENTS_STAGING = 'identity.events_staging';

const COLUMNS = ['row_number', 'value', 'type', 'domain', 'kind', 'object', 'ref', 'fingerprint', 'is_void'];
const PROGRESS_LINES = 250_000;

/** Reads an events file, checks each line by itself and loads the good ones into staging. */
export async function stageEvents(
  tx: EntityManager,
  path: string,
  rejectedFile: RejectedFile,
  onProgress: Progress,
): Promise<{ readonly rows: number; readonly rejected: number; readonly sha256: string }> {
  await tx.query(`TRUNCATE ${EVENTS_STAGING}`);
  const copy = await CopyRows.into(tx, EVENTS_STAGING, COLUMNS);
  let read = 0;
  let rejected = 0;
  try {
    const end = await readLines(path, async (lines) => {
      const { staged, refused } = readObjects(lines);
      rejected += new Set(refused.map(({ row }) => row)).size;
      await copy.add(staged);
      await rejectedFile.add(refused);
      const before = Math.floor(read / PROGRESS_LINES);
      read += lines.length;
      if (Math.floor(read / PROGRESS_LINES) > before) onProgress(`${read} lines read, ${rejected} rejected`);
    });
    await copy.finish();
    return { rows: end.rows, rejected, sha256: end.sha256 };
  } catch (error) {
    await copy.abort();
    throw error;
  }
}

function readObjects(lines: readonly NumberedLine[]): { staged: string; refused: Rejection[] } {
  const refused: Rejection[] = [];
  let staged = '';
  for (const { number, text } of lines) {
    const read = text === undefined ? TOO_LONG : readEventLine(text);
    if (isLineRefusal(read)) {
      refused.push({ row: number, column: '', ...read });
      continue;
    }
    staged += stagedLine(number, read);
  }
  return { staged, refused };
}

function stagedLine(number: number, object: StagedObject): string {
  const { value, type, domain, kind, ref, fingerprint, isVoid } = object;
  const content = JSON.stringify(object.object);
  return copyLine([number, value, type, domain, kind, content, ref, `\\x${fingerprint}`, isVoid ? 't' : 'f']);
}

const TOO_LONG: LineRefusal = { code: 'row-too-long' };
