import { ProblemError } from '@kallelse/kernel';
import { type DeclaredJob, type JobContract, type JobPayload } from './job';

/** What a processor is told beside the payload. */
export interface JobContext {
  readonly jobId: string;
  /** Fires when the process wants to end: finish what must be finished, leave the rest to the sweeper. */
  readonly signal: AbortSignal;
}

/** Does the work of a job. What it has done stands in rows; it returns nothing. */
export type JobHandler<Payload extends JobPayload> = (payload: Payload, context: JobContext) => Promise<void>;

/** A job with its one handler. */
export interface HandledJob {
  readonly contract: DeclaredJob;
  /** Parses what arrived, then works on it. */
  readonly run: (input: unknown, context: JobContext) => Promise<void>;
}

/** Which job is handled by what; refuses a start that would lose jobs. */
export class Handlers {
  private readonly handled = new Map<string, HandledJob>();

  /** @param declared every job there is, from all libs */
  constructor(private readonly declared: readonly DeclaredJob[]) {
    const names = declared.map((one) => one.name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new ProblemError('JOB_DECLARED_TWICE', `two jobs are named ${twice}`);
  }

  add<Payload extends JobPayload>(
    contract: JobContract<string, Payload>,
    handler: JobHandler<Payload>,
  ): void {
    if (!this.declared.some((one) => one.name === contract.name)) {
      throw new ProblemError(
        'JOB_UNDECLARED',
        `the job ${contract.name} has a handler but is declared by no lib`,
      );
    }
    if (this.handled.has(contract.name)) {
      throw new ProblemError('JOB_HANDLED_TWICE', `the job ${contract.name} has two handlers`);
    }
    const run = (input: unknown, context: JobContext): Promise<void> =>
      handler(contract.parse(input), context);
    this.handled.set(contract.name, { contract, run });
  }

  /** The queues with a handler, each with its jobs by name. Throws when a job of such a queue has none. */
  byQueue(): Map<string, Map<string, HandledJob>> {
    const queues = new Map<string, Map<string, HandledJob>>();
    for (const one of this.handled.values()) {
      const jobs = queues.get(one.contract.queue) ?? new Map<string, HandledJob>();
      queues.set(one.contract.queue, jobs.set(one.contract.name, one));
    }
    const orphan = this.declared.find((one) => queues.has(one.queue) && !this.handled.has(one.name));
    if (orphan)
      throw new ProblemError('JOB_UNHANDLED', `the job ${orphan.name} of a consumed queue has no handler`);
    return queues;
  }
}
