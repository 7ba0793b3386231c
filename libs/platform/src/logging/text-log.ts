import { cleanFields, type Log, type LogFields } from './log';
import { LOG_LEVELS, type LogLevel } from './level';
import { safeError } from './safe-error';

/** Plain lines on standard error, for a person at a terminal: standard output is the command's result. */
export class TextLog implements Log {
  constructor(
    private readonly level: LogLevel,
    private readonly output: { write(text: string): unknown } = process.stderr,
  ) {}

  write(level: LogLevel, event: string, fields: LogFields = {}): void {
    if (LOG_LEVELS.indexOf(level) > LOG_LEVELS.indexOf(this.level)) return;
    const pairs = Object.entries(cleanFields(fields)).map(([name, value]) => ` ${name}=${String(value)}`);
    this.output.write(`${level}: ${event}${pairs.join('')}\n`);
  }

  failure(event: string, error: unknown, fields: LogFields = {}): void {
    const { code, message, frames } = safeError(error);
    this.write('error', event, { ...fields, code });
    this.output.write(`  ${message}\n`);
    if (code === 'UNEXPECTED') this.output.write(frames.map((frame) => `    at ${frame}\n`).join(''));
  }
}
