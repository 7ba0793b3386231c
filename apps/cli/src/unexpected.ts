import { safeError } from '@kallelse/platform';

/**
 * What a person is told of an error that is no problem: its class and its place in the program. Its message may quote a
 * value.
 */
export function toldUnexpected(error: unknown): string {
  const { code, message, frames } = safeError(error);
  const places = frames.map((frame) => `  at ${frame}\n`).join('');
  return `error ${code}: ${message}\n${places}fix: this is a defect; report these lines\n`;
}
