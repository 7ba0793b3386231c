import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ProblemError } from '@kallelse/kernel';

/** What the sender of a file says of it, in `FILE.control.json`. */
export interface ControlFile {
  readonly sequence: number;
  readonly rows: number;
  readonly sha256: string;
}

/** Reads the control file beside a file; undefined when there is none. */
export async function readControlFile(path: string): Promise<ControlFile | undefined> {
  const name = `${basename(path)}.control.json`;
  const text = await readFile(`${path}.control.json`, 'utf8').catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw controlProblem(name, `cannot be read (${String(code)})`);
  });
  if (text === undefined) return undefined;
  const control = parse(name, text);
  const { sequence, rows, sha256 } = control;
  const whole = (value: unknown): value is number =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
  if (!whole(sequence) || !whole(rows) || typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/i.test(sha256)) {
    throw controlProblem(name, 'expected { "sequence": number, "rows": number, "sha256": 64 hex digits }');
  }
  return { sequence, rows, sha256: sha256.toLowerCase() };
}

function parse(name: string, text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // said below, without quoting the text
  }
  throw controlProblem(name, 'is no JSON object');
}

/** Refuses a file that is not what its control file says. */
export function mustAgree(name: string, control: ControlFile, file: { rows: number; sha256: string }): void {
  if (control.rows !== file.rows) {
    throw controlProblem(`${name}.control.json`, `says ${control.rows} rows, the file has ${file.rows}`);
  }
  if (control.sha256 !== file.sha256)
    throw controlProblem(`${name}.control.json`, 'sha256 does not agree with the file');
}

function controlProblem(name: string, what: string): ProblemError {
  return new ProblemError('FILE_CONTROL', `${name}: ${what}`, {
    fix: 'transfer both files again; nothing was changed',
  });
}
