import { types } from 'node:util';
import { EntityNotFoundError } from 'typeorm';
import { ProblemError } from '@kallelse/kernel';

/** What the driver reports beside its text; identifiers of the schema, never values. */
interface DriverFields {
  readonly code?: unknown;
  readonly schema?: unknown;
  readonly table?: unknown;
  readonly column?: unknown;
  readonly constraint?: unknown;
}

/** A statement the database refused. Says which rule it broke; the text and values of the statement stay behind. */
export class DatabaseError extends ProblemError {
  constructor(
    code: string,
    message: string,
    options: { readonly fix?: string },
    /** Five characters, empty when the driver itself failed; https://www.postgresql.org/docs/current/errcodes-appendix.html */
    readonly sqlState: string,
    /** Name of the broken constraint, where there is one. */
    readonly constraint: string | undefined,
  ) {
    super(code, message, options);
  }
}

/** Whether an error tells of a broken constraint (of that name). */
export function isConstraint(error: unknown, name?: string): error is DatabaseError {
  return (
    error instanceof DatabaseError &&
    error.code === 'DATABASE_CONSTRAINT' &&
    (name === undefined || error.constraint === name)
  );
}

/** Whether the same transaction may well succeed when tried again. */
export function isConflict(error: unknown): error is DatabaseError {
  return error instanceof DatabaseError && error.code === 'DATABASE_CONFLICT';
}

/**
 * Turns what the driver or TypeORM threw into a problem without a single value: driver messages quote them ("Key
 * (number)=(…) already exists", "invalid input syntax for type date: …"), and TypeORM's error carries the statement
 * and its parameters. So the original is not even kept as the cause. Problems and our own errors pass unchanged.
 */
export function databaseProblem(error: unknown, where: string, revealMessage = false): unknown {
  // Not `instanceof Error`: an error of the network stack may come from another realm.
  if (error instanceof ProblemError || !types.isNativeError(error)) return error;
  // Its message quotes the criteria of the search.
  if (error instanceof EntityNotFoundError) return new ProblemError('NOT_FOUND', 'no row meets the criteria');
  const isFromTypeorm = 'driverError' in error;
  const fields = (isFromTypeorm ? error.driverError : error) as DriverFields;
  const code = typeof fields.code === 'string' ? fields.code : '';
  if (isConnectionFailure(code, error.message)) return unreachable(where, code);
  if (!/^[0-9A-Z]{5}$/.test(code)) return isFromTypeorm ? clientFailure(fields) : error;
  const [problem, fix] = kindOf(code);
  const place = [fields.schema, fields.table, fields.column]
    .filter((name) => typeof name === 'string')
    .join('.');
  const constraint = typeof fields.constraint === 'string' ? fields.constraint : undefined;
  const parts = [
    `the database refused a statement: SQLSTATE ${code}`,
    ...(constraint === undefined ? [] : [`constraint ${constraint}`]),
    ...(place === '' ? [] : [`at ${place}`]),
    ...(revealMessage && code.startsWith('42') ? [error.message] : []),
  ];
  return new DatabaseError(problem, parts.join(', '), { fix }, code, constraint);
}

function kindOf(sqlState: string): [code: string, fix: string] {
  if (sqlState.startsWith('23'))
    return ['DATABASE_CONSTRAINT', 'the data break the named rule; nothing was changed'];
  if (sqlState.startsWith('40') || sqlState === '55P03') {
    return ['DATABASE_CONFLICT', 'another transaction was faster; try again'];
  }
  if (sqlState === '53100') return ['DATABASE_DISK_FULL', 'free space on the disk of the database'];
  if (sqlState.startsWith('28') || sqlState === '3D000') {
    return [
      'DATABASE_LOGIN_REFUSED',
      'run kallelse migrate with the same DATABASE_URL and KALLELSE_SECRET as here',
    ];
  }
  if (sqlState === '42501')
    return ['DATABASE_DENIED', 'the role may not do this; a grant is missing or must not exist'];
  if (sqlState === '57014')
    return ['DATABASE_CANCELLED', 'the statement took too long or was cancelled; try again'];
  if (sqlState === '42P01' || sqlState === '3F000') {
    return [
      'DATABASE_OUTDATED',
      'run kallelse migrate; if that has been done, this is a defect to be reported',
    ];
  }
  return ['DATABASE_ERROR', 'this is a defect to be reported with its code'];
}

/** The connection, not the statement, failed: network codes, class 08, shutdown and start-up, too many connections. */
function isConnectionFailure(code: string, message: string): boolean {
  return (
    /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|EHOST|ENET|ENOENT|ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_|DEPTH_)/.test(
      code,
    ) ||
    code.startsWith('08') ||
    ['57P01', '57P02', '57P03', '57P05', '53300'].includes(code) ||
    /^(Connection terminated|timeout exceeded when|Client has encountered|The server does not support SSL)/.test(
      message,
    )
  );
}

/** The driver itself could not send or read a value; TypeORM's error around it carries the whole statement. */
function clientFailure(cause: object): DatabaseError {
  const message = `a value could not be exchanged with the database (${cause.constructor.name})`;
  return new DatabaseError(
    'DATABASE_ERROR',
    message,
    { fix: 'this is a defect to be reported' },
    '',
    undefined,
  );
}

function unreachable(where: string, code: string): ProblemError {
  const detail = code === '' ? '' : ` (${code})`;
  return new ProblemError('DATABASE_UNREACHABLE', `the database at ${where} cannot be reached${detail}`, {
    fix: 'check that PostgreSQL runs there and that DATABASE_URL is right; without DATABASE_URL run the command again',
  });
}
