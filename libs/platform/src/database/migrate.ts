import { ProblemError } from '@kallelse/kernel';
import { DatabaseError } from './database-error';
import { type Databases } from './databases';
import { type Migration, recordedName, typeormMigration } from './migration';
import { MIGRATIONS } from './migrations';
import { provision } from './provision';
import { RoleDataSource } from './role-data-source';
import { OWNER } from './roles';
import { type Server } from './server';

/** What {@link migrate} works on. */
export interface MigrateOptions {
  readonly server: Server;
  readonly secret: string;
  /** Told of each step before it runs. */
  readonly onProgress?: (line: string) => void;
  /** Other steps than ours, in specs of the runner. */
  readonly migrations?: readonly Migration[];
  readonly revealMessages?: boolean;
}

/** The number means nothing; only that every Kallelse process asks for the same one. */
const MIGRATION_LOCK = 7_264_001;

/**
 * Makes the roles and brings the database up to date; returns the steps that were done. Safe to run at any time and
 * from several processes: one works, the others wait and find nothing left.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  await provision(options.server, options.secret);
  const source = await openOwner(options);
  const waiting = source.createQueryRunner();
  try {
    // Held by this connection: freed at the latest when the process ends.
    await waiting.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const done = await source.guard(() => source.runMigrations({ transaction: 'each' }));
    return done.map((one) => one.name);
  } finally {
    await waiting.release();
    await source.destroy();
  }
}

/** The steps this program has and the database has not; all of them when it was never migrated. */
export async function pendingMigrations(databases: Databases): Promise<string[]> {
  const names = MIGRATIONS.map(recordedName);
  try {
    const rows = await databases.query<{ name: string }>(
      'kallelse_app',
      'SELECT name FROM public.migrations',
    );
    const done = new Set(rows.map((row) => row.name));
    const unknown = rows.length - names.filter((name) => done.has(name)).length;
    if (unknown > 0) throw newerDatabase(unknown);
    return names.filter((name) => !done.has(name));
  } catch (error) {
    const untouched = ['DATABASE_LOGIN_REFUSED', 'DATABASE_OUTDATED', 'DATABASE_DENIED'];
    if (error instanceof DatabaseError && untouched.includes(error.code)) return names;
    throw error;
  }
}

async function openOwner(options: MigrateOptions): Promise<RoleDataSource> {
  const onStart = (step: Migration): void =>
    options.onProgress?.(`migration ${String(step.number).padStart(4, '0')} ${step.name}`);
  const source = new RoleDataSource({
    server: options.server,
    role: OWNER,
    secret: options.secret,
    entities: [],
    poolSize: 3,
    applicationName: 'kallelse migrate',
    onConnectionError: () => undefined, // the running statement fails too
    migrations: (options.migrations ?? MIGRATIONS).map((step) => typeormMigration(step, onStart)),
    ...(options.revealMessages === undefined ? {} : { revealMessages: options.revealMessages }),
  });
  return source.initialize();
}

function newerDatabase(unknown: number): ProblemError {
  return new ProblemError(
    'DATABASE_NEWER',
    `the database knows ${String(unknown)} migrations that this program does not`,
    {
      fix: 'run a version of Kallelse at least as new as the one that migrated the database',
    },
  );
}
