import { ProblemError, type Json } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import { mustAgree, type ControlFile } from './files/control-file';

export type ImportKind = 'residents' | 'events' | 'replies' | 'couplings';

/** A file that has been read to its end, before it is merged. */
export interface ReadFile {
  readonly name: string;
  readonly rows: number;
  readonly sha256: string;
}

/** One import at a time: files have an order, and the staging tables are shared. Held until the transaction ends. */
export async function lockImports(tx: EntityManager): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('kallelse import'))`);
}

/** The import that brought this very file, if there was one; two empty days are two files by their sequence. */
export async function earlierImport(
  tx: EntityManager,
  kind: ImportKind,
  sha256: string,
  sequence: number | undefined,
): Promise<number | undefined> {
  const [row] = await tx.query<{ id: number }[]>(
    `SELECT id FROM screening.imports WHERE kind = $1 AND sha256 = $2 AND ($3::bigint IS NULL OR sequence = $3)`,
    [kind, sha256, sequence ?? null],
  );
  return row?.id;
}

/** Refuses a file that its control file does not vouch for, or that comes out of order. */
export async function checkControl(
  tx: EntityManager,
  kind: ImportKind,
  file: ReadFile,
  control: ControlFile | undefined,
  acceptGap: boolean,
): Promise<void> {
  if (!control) return;
  mustAgree(file.name, control, file);
  const [last] = await tx.query<{ sequence: number | null }[]>(
    'SELECT max(sequence) AS sequence FROM screening.imports WHERE kind = $1',
    [kind],
  );
  const expected = last?.sequence === null || last?.sequence === undefined ? undefined : last.sequence + 1;
  if (expected === undefined || control.sequence === expected || acceptGap) return;
  throw new ProblemError(
    'FILE_SEQUENCE',
    `${file.name} has sequence ${control.sequence}; the last import had ${expected - 1}, so ${expected} is expected`,
    {
      fix:
        control.sequence < expected
          ? 'an older file would bring back what has changed since; import the newer ones only, or use --accept-gap'
          : 'import the missing files first, or use --accept-gap when they cannot be had; nothing was changed',
    },
  );
}

/** Enters the import; its id marks every row it brings. */
export async function beginImport(
  tx: EntityManager,
  kind: ImportKind,
  file: ReadFile,
  entry: { readonly sequence: number | undefined; readonly by: string; readonly at: Date },
): Promise<number> {
  const [row] = await tx.query<{ id: number }[]>(
    `INSERT INTO screening.imports (kind, sha256, sequence, imported_by, imported_at) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
    [kind, file.sha256, entry.sequence ?? null, entry.by, entry.at],
  );
  if (!row) throw new Error('the import got no id');
  return row.id;
}

export async function finishImport(tx: EntityManager, importId: number, summary: Json): Promise<void> {
  await tx.query('UPDATE screening.imports SET summary = $2 WHERE id = $1', [
    importId,
    JSON.stringify(summary),
  ]);
}
