import type { Actor, AuditLog } from '@kallelse/access';
import { definitionId, type Definition } from '@kallelse/eligibility';
import { isProblem, ProblemError, type Clock, type PlainDate } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { LessThan, type EntityManager } from 'typeorm';
import type { Progress } from '../../infra/simulation/simulate-population';
import { SimulationEntity } from '../../infra/simulation/simulation.entity';

/** A run that tells nothing for so long has lost its process. */
const ABANDONED_AFTER_MS = 10 * 60_000;

const CANCEL_AGAIN_MS = 200;

/** What a run is about. */
export interface RunRequest {
  readonly kind: SimulationEntity['kind'];
  readonly definition: Definition;
  readonly document: object;
  readonly base?: Definition | undefined;
  readonly asOf: PlainDate;
  readonly region: string | null;
}

/** How a caller follows and stops a run. */
export interface RunControl {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress & { readonly id: number }) => void;
}

/** Runs over the population, as rows: begun, told of, ended once. */
export class SimulationRuns {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Does the work in one transaction of kallelse_selection and keeps its result. Aborted, cancelled by {@link cancel} or
   * by `pg_cancel_backend`, it ends as cancelled, and nothing of a result is kept.
   * @throws ProblemError SIMULATION_CANCELLED
   */
  async run(
    request: RunRequest,
    actor: Actor,
    work: (
      tx: EntityManager,
      onProgress: (progress: Progress) => Promise<void>,
    ) => Promise<NonNullable<SimulationEntity['result']>>,
    { signal, onProgress }: RunControl = {},
  ): Promise<SimulationEntity> {
    const { id } = await this.begin(request, actor);
    const tell = async (progress: Progress): Promise<void> => {
      if (signal?.aborted === true) throw cancelled(id);
      await this.change(id, { ...progress, progressAt: this.clock.now() });
      onProgress?.({ ...progress, id });
    };
    try {
      const result = await this.databases.transaction(
        'kallelse_selection',
        (tx) => this.abortable(tx, signal, () => work(tx, tell)),
        'REPEATABLE READ',
      );
      await this.end(id, { state: 'done', result: result });
    } catch (error) {
      const code = isProblem(error) ? error.code : 'UNEXPECTED';
      const isCancelled = ['SIMULATION_CANCELLED', 'DATABASE_CANCELLED'].includes(code);
      await this.end(id, isCancelled ? { state: 'cancelled' } : { state: 'failed', failure: code }).catch(
        () => undefined,
      );
      throw isCancelled ? cancelled(id) : error;
    }
    return this.get(id);
  }

  /** Stops a run of any process; it notices at the end of the piece it is at. */
  async cancel(id: number, actor: Actor): Promise<SimulationEntity> {
    const { state } = await this.get(id);
    if (state === 'running') {
      await this.audit.record({ actor, action: 'programme.simulate.cancel', subject: `simulation ${id}` });
      await this.end(id, { state: 'cancelled' });
    }
    return this.get(id);
  }

  async get(id: number): Promise<SimulationEntity> {
    await this.giveUpAbandoned();
    const found = await (await this.repository()).findOneBy({ id });
    if (found) return found;
    throw new ProblemError('SIMULATION_UNKNOWN', 'there is no simulation of this number', {
      fix: 'see kallelse programme simulations',
    });
  }

  /** The latest first, without their results. */
  async list(programme?: string, limit = 50): Promise<Omit<SimulationEntity, 'result' | 'document'>[]> {
    await this.giveUpAbandoned();
    const repository = await this.repository();
    const names = repository.metadata.columns.map(({ propertyName }) => propertyName);
    const shown = names.filter((name) => name !== 'result' && name !== 'document');
    return repository.find({
      select: Object.fromEntries(shown.map((name) => [name, true])),
      where: programme === undefined ? {} : { programme },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  private async begin(request: RunRequest, actor: Actor): Promise<SimulationEntity> {
    const { kind, definition, document, base, asOf, region } = request;
    const now = this.clock.now();
    const repository = await this.repository();
    const run = await repository.save(
      repository.create({
        ...{ kind, document, asOf, region, state: 'running', done: 0, total: 0 },
        programme: definition.programme,
        version: definition.version,
        definitionRegion: definition.region ?? null,
        definitionHash: definition.hash,
        baseVersion: base?.version ?? null,
        baseHash: base?.hash ?? null,
        startedBy: actor.user,
        startedAt: now,
        progressAt: now,
      }),
    );
    await this.audit.record({
      actor,
      action: kind === 'forecast' ? 'programme.forecast' : 'programme.simulate',
      subject: definitionId(definition),
      details: {
        simulation: run.id,
        hash: definition.hash,
        against: base ? definitionId(base) : null,
        asOf,
        region,
      },
    });
    return run;
  }

  /** Lets an abort cancel the statement that is running, from another connection of the same role. */
  private async abortable<T>(
    tx: EntityManager,
    signal: AbortSignal | undefined,
    work: () => Promise<T>,
  ): Promise<T> {
    if (!signal) return work();
    const [own] = await tx.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
    let again: NodeJS.Timeout | undefined;
    // Between two statements there is nothing to cancel, so it is tried until the work has ended.
    const stop = (): void => {
      const cancel = 'SELECT pg_cancel_backend($1)';
      this.databases.query('kallelse_selection', cancel, [own?.pid]).catch(() => undefined);
      again = setTimeout(stop, CANCEL_AGAIN_MS);
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await work();
    } finally {
      signal.removeEventListener('abort', stop);
      clearTimeout(again);
    }
  }

  private end(
    id: number,
    end: Partial<Pick<SimulationEntity, 'state' | 'failure' | 'result'>>,
  ): Promise<void> {
    return this.change(id, { ...end, finishedAt: this.clock.now() });
  }

  /** Changes a run that has not ended; one that somebody has cancelled meanwhile is told so. */
  private async change(id: number, changes: Partial<SimulationEntity>): Promise<void> {
    const repository = await this.repository();
    const { affected } = await repository.update({ id, state: 'running' }, changes);
    if (affected !== 1) throw cancelled(id);
  }

  private async giveUpAbandoned(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - ABANDONED_AFTER_MS);
    await (
      await this.repository()
    ).update(
      { state: 'running', progressAt: LessThan(before) },
      { state: 'failed', failure: 'ABANDONED', finishedAt: this.clock.now() },
    );
  }

  private async repository() {
    return (await this.databases.source('kallelse_app')).getRepository(SimulationEntity);
  }
}

function cancelled(id: number): ProblemError {
  return new ProblemError('SIMULATION_CANCELLED', `simulation ${id} was cancelled; it has no result`, {
    fix: 'start it again',
  });
}
