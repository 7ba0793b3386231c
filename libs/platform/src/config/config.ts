import { join, resolve } from 'node:path';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { ProblemError } from '@kallelse/kernel';
import { parseClockSetting, type ClockSetting } from '../clock/clock-setting';
import { type LogLevel } from '../logging/level';
import { Environment } from './environment';

/** What a process needs to know, read once and frozen. */
export interface Config {
  /** Connection string of a given PostgreSQL server; undefined: the embedded one. */
  readonly databaseUrl: string | undefined;
  /** Connection string of a given Redis server; undefined: the queue is in PostgreSQL. */
  readonly redisUrl: string | undefined;
  /** Absolute path of the data folder. */
  readonly dataFolder: string;
  readonly artefactFolder: string;
  readonly secret: string | undefined;
  readonly clock: ClockSetting;
  readonly host: string;
  readonly port: number;
  readonly logLevel: LogLevel;
  readonly poolSize: number;
  readonly workerConcurrency: number;
  readonly databaseGraceSeconds: number;
  /** The checked variables themselves, for settings that need no further reading. */
  readonly variables: Readonly<Environment>;
}

/** Reads the configuration, or throws one problem that names every variable that is wrong (never a value). */
export function loadConfig(env: NodeJS.ProcessEnv, workingDirectory: string = process.cwd()): Config {
  const variables = plainToInstance(Environment, ours(env));
  const errors = validateSync(variables, { whitelist: true, forbidNonWhitelisted: true }).flatMap(messagesOf);
  const clock = parseClockSetting(variables.KALLELSE_NOW);
  if (errors.length === 0) errors.push(...contradictions(variables, clock));
  if (errors.length > 0 || !clock) throw configurationProblem(errors);
  const dataFolder = resolve(workingDirectory, variables.KALLELSE_DATA ?? '.kallelse');
  return Object.freeze({
    databaseUrl: variables.DATABASE_URL,
    redisUrl: variables.REDIS_URL,
    dataFolder,
    artefactFolder: join(dataFolder, 'artefacts'),
    secret: variables.KALLELSE_SECRET,
    clock: Object.freeze(clock),
    host: variables.KALLELSE_HOST ?? '127.0.0.1',
    port: variables.KALLELSE_PORT ?? variables.PORT ?? 3000,
    logLevel: variables.KALLELSE_LOG_LEVEL ?? 'info',
    poolSize: variables.KALLELSE_POOL_SIZE ?? 4,
    workerConcurrency: variables.KALLELSE_WORKER_CONCURRENCY ?? 2,
    databaseGraceSeconds: variables.KALLELSE_DATABASE_GRACE ?? 10,
    variables: Object.freeze(variables),
  });
}

const SHARED_NAMES = new Set(['DATABASE_URL', 'REDIS_URL', 'PORT']);

/** Everything named KALLELSE_* is ours, so a misspelled one is an error; an empty value counts as not set. */
function ours(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] =>
        (SHARED_NAMES.has(entry[0]) || entry[0].startsWith('KALLELSE_')) && !!entry[1]?.trim(),
    ),
  );
}

function messagesOf(error: ValidationError): string[] {
  const constraints = error.constraints ?? {};
  if ('whitelistValidation' in constraints) return [`${error.property} is not a setting of Kallelse`];
  return Object.values(constraints).slice(0, 1);
}

function contradictions(variables: Environment, clock: ClockSetting | undefined): string[] {
  if (!clock) return ['KALLELSE_NOW names a date or time that does not exist'];
  if (clock.kind !== 'system' && variables.DATABASE_URL !== undefined) {
    return ['KALLELSE_NOW works on the embedded database only; it may not stand beside DATABASE_URL'];
  }
  return TOGETHER.flatMap((names) => {
    const missing = names.filter((name) => variables[name] === undefined);
    return missing.length === 0 || missing.length === names.length
      ? []
      : [`${missing.join(' and ')} must be set with the other settings of ${names[0]}`];
  });
}

/** Settings of which none means anything without the others. */
const TOGETHER = [
  ['KALLELSE_PRINT_SFTP', 'KALLELSE_PRINT_SFTP_KEY', 'KALLELSE_PRINT_SFTP_HOST_KEY'],
  ['KALLELSE_MAILBOX_URL', 'KALLELSE_MAILBOX_SENDER', 'KALLELSE_MAILBOX_KEY', 'KALLELSE_MAILBOX_CERTIFICATE'],
] as const;

function configurationProblem(errors: readonly string[]): ProblemError {
  return new ProblemError('CONFIGURATION_INVALID', errors.join('\n'), {
    exitCode: 2,
    fix: 'correct or remove the named environment variables',
  });
}
