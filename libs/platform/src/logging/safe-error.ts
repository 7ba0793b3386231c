import { types } from 'node:util';
import { isProblem } from '@kallelse/kernel';

/** What may be written down about an error. */
export interface SafeError {
  readonly code: string;
  readonly message: string;
  /** Where in the program; file and line only. */
  readonly frames: readonly string[];
}

const MAX_FRAMES = 8;

/**
 * An error without what it may quote. The text of a problem is safe by its contract; any other error is told by its
 * class and its place in the program, since its message may hold a value.
 */
export function safeError(error: unknown): SafeError {
  if (isProblem(error)) return { code: error.code, message: error.message, frames: framesOf(error) };
  const name = types.isNativeError(error) ? error.constructor.name : typeof error;
  return { code: 'UNEXPECTED', message: `unexpected ${name}`, frames: framesOf(error) };
}

/** The stack begins with the message, which may have lines that look like frames; without it no frame can be told apart. */
function framesOf(error: unknown): string[] {
  if (!types.isNativeError(error)) return [];
  const stack = error.stack ?? '';
  const start = stack.indexOf(error.message);
  if (start === -1) return [];
  return stack
    .slice(start + error.message.length)
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, MAX_FRAMES)
    .map((line) => line.trim().replace(/^at /, ''));
}
