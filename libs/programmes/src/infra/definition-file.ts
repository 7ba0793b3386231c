import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ProblemError } from '@kallelse/kernel';

/** The text of a definition file; a missing, wrong or wrongly encoded one is told by its name (exit code 2). */
export async function readDefinitionFile(path: string): Promise<string> {
  const name = basename(path);
  const bytes = await readFile(path).catch((error: unknown) => {
    const code = String((error as NodeJS.ErrnoException).code);
    const why: Readonly<Record<string, string>> = {
      ENOENT: 'is not there',
      EISDIR: 'is a folder, not a file',
    };
    throw new ProblemError('DEFINITION_FILE', `${name} ${why[code] ?? `cannot be read (${code})`}`, {
      fix: 'check the path',
      exitCode: 2,
    });
  });
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new ProblemError('DEFINITION_FILE', `${name} is not UTF-8`, {
    fix: 'save the file as UTF-8 and try again; nothing was stored',
    exitCode: 2,
  });
}
