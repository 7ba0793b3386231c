import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { childVariables } from './environment';
import { ROOT } from './sources';

/** How a command ended and what it said. */
export interface CommandResult {
  readonly status: number;
  readonly output: string;
  readonly notes: string;
}

/** The program of the checkout, as npm starts it. */
export const PROGRAM = join(ROOT, 'apps', 'cli', 'bin', 'kallelse.mjs');

/** A status that no program ends with: a signal ended it. */
const SIGNALLED = -1;

/** Runs the built program as a process of its own until it ends. `shell` is said before, in the same process (`umask 077`). */
export async function runProgram(
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
  shell?: string,
): Promise<CommandResult> {
  const command = [process.execPath, PROGRAM, ...args];
  const [file = '', ...rest] =
    shell === undefined ? command : ['/bin/bash', '-c', `${shell}; exec "$@"`, 'bash', ...command];
  const child = spawn(file, rest, { stdio: ['ignore', 'pipe', 'pipe'], env: childVariables(variables) });
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? SIGNALLED)));
  const [status, output, notes] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { status, output, notes };
}
