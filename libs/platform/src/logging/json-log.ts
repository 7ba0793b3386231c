import { ConsoleLogger, type LogLevel as NestLevel } from '@nestjs/common';
import { isProblem } from '@kallelse/kernel';
import { SystemClock } from '../clock/clocks';
import { cleanFields, type Log, type LogFields } from './log';
import { correlationId } from './correlation';
import { LOG_LEVELS, type LogLevel } from './level';
import { safeError } from './safe-error';

const NEST_LEVELS: Readonly<Record<LogLevel, NestLevel[]>> = {
  error: ['fatal', 'error'],
  warn: ['warn'],
  info: ['log'],
  debug: ['debug', 'verbose'],
};

/** One JSON object a line, for the api and the worker; also the logger Nest itself writes to. */
export class JsonLog extends ConsoleLogger implements Log {
  constructor(level: LogLevel) {
    const included = LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(level) + 1);
    super({ json: true, colors: false, logLevels: included.flatMap((one) => NEST_LEVELS[one]) });
  }

  write(level: LogLevel, event: string, fields: LogFields = {}): void {
    const line = new Line(event, { ...cleanFields(fields) });
    if (level === 'error') super.error(line);
    else if (level === 'warn') super.warn(line);
    else if (level === 'debug') super.debug(line);
    else super.log(line);
  }

  failure(event: string, error: unknown, fields: LogFields = {}): void {
    super.error(new Line(event, { ...cleanFields(fields), ...errorFields(error) }));
  }

  /**
   * Every line passes here, ours and the framework's. An error that the framework caught is reduced like any other:
   * its message may quote a value.
   */
  protected override printAsJson(message: unknown, options: PrintOptions): void {
    const correlation = correlationId();
    const line = {
      level: options.logLevel === 'log' ? 'info' : options.logLevel,
      time: new SystemClock().now().toISOString(),
      pid: process.pid,
      ...(options.context === '' ? {} : { context: options.context }),
      ...(correlation === undefined ? {} : { correlation }),
      ...textOf(message, options.error ?? options.errorStack),
    };
    process[options.writeStreamType ?? 'stdout'].write(`${JSON.stringify(line)}\n`);
  }

  protected override printStackTrace(): void {
    // A stack begins with the error's message; the frames are in the line itself.
  }
}

/** What the framework says about a line. */
interface PrintOptions {
  readonly context: string;
  readonly logLevel: NestLevel;
  readonly writeStreamType?: 'stdout' | 'stderr';
  readonly errorStack?: unknown;
  readonly error?: Error;
}

/** Marks our own lines among those of the framework. */
class Line {
  constructor(
    readonly event: string,
    readonly fields: Readonly<Record<string, unknown>>,
  ) {}
}

function textOf(message: unknown, error: unknown): Record<string, unknown> {
  if (message instanceof Line) return { event: message.event, ...message.fields };
  if (error !== undefined) return { event: 'framework-error', ...errorFields(error) };
  return { event: 'framework', message: typeof message === 'string' ? message : typeof message };
}

/** Code, text and fix of a problem; of any other error its class and place in the program. */
function errorFields(error: unknown): Record<string, unknown> {
  const { code, message, frames } = safeError(error);
  const fix = isProblem(error) ? error.options.fix : undefined;
  return isProblem(error)
    ? { code, message, ...(fix === undefined ? {} : { fix }) }
    : { code, message, frames };
}
