import { setTimeout as delay } from 'node:timers/promises';
import { isProblem, ProblemError } from '@kallelse/kernel';
import { type ArtefactStore } from '../artefacts/artefact-store';
import { type Databases } from '../database/databases';
import { pendingMigrations } from '../database/migrate';
import { safeError } from '../logging/safe-error';
import { type Queues } from '../queue/queues';

/** What is asked. */
export type HealthCheckName = 'database' | 'migrations' | 'queue' | 'artefacts';

/** `ok`, or the code of the problem. */
export type HealthReport = {
  readonly isReady: boolean;
  readonly checks: Readonly<Record<HealthCheckName, string>>;
};

const TIMEOUT_MS = 5000;

/** Whether this process can do its work now. */
export class Health {
  constructor(
    private readonly databases: Databases,
    private readonly queues: Queues,
    private readonly artefacts: ArtefactStore,
  ) {}

  async check(): Promise<HealthReport> {
    const [database, migrations, queue, artefacts] = await Promise.all([
      outcome(this.databases.ping('kallelse_app')),
      outcome(this.migrationsDone()),
      outcome(this.queues.ping()),
      outcome(this.artefacts.check()),
    ]);
    const checks = { database, migrations, queue, artefacts };
    return { isReady: Object.values(checks).every((one) => one === 'ok'), checks };
  }

  private async migrationsDone(): Promise<void> {
    const pending = await pendingMigrations(this.databases).catch((error: unknown) => {
      // During an upgrade the database is ahead of the processes not yet replaced; those go on serving.
      if (isProblem(error) && error.code === 'DATABASE_NEWER') return [];
      throw error;
    });
    if (pending.length > 0)
      throw new ProblemError('MIGRATIONS_PENDING', `${String(pending.length)} migrations to do`);
  }
}

async function outcome(check: Promise<void>): Promise<string> {
  const timer = new AbortController();
  const timeout = delay(TIMEOUT_MS, 'TIMEOUT', { signal: timer.signal, ref: false }).catch(() => 'ABORTED');
  const result = check.then(
    () => 'ok',
    (error: unknown) => safeError(error).code,
  );
  try {
    return await Promise.race([result, timeout]);
  } finally {
    timer.abort();
  }
}
