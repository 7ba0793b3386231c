import { type Json, ProblemError } from '@kallelse/kernel';

/** What a job carries: ids and codes to look rows up by, never their content. */
export type JobPayload = Readonly<Record<string, Json>>;

/** A field of a payload: a row's id or count, or a short code. There is no kind for free text, on purpose. */
export type FieldKind = 'integer' | 'code';

type Fields = Readonly<Record<string, FieldKind>>;

/** The payload with these fields. */
export type PayloadOf<F extends Fields> = {
  readonly [Key in keyof F]: F[Key] extends 'integer' ? number : string;
};

/** The contract of one kind of job. */
export interface JobContract<Name extends string = string, Payload extends JobPayload = JobPayload> {
  readonly queue: string;
  readonly name: Name;
  /** Checks what arrives; refuses a missing, wrong or unknown field. */
  readonly parse: (input: unknown) => Payload;
  readonly id: (payload: Payload) => string;
}

/** Any job, as it stands in the list of all. */
export type DeclaredJob = Pick<JobContract, 'queue' | 'name' | 'parse'>;

/** Declares a job, once, in the lib that sends it. */
export function defineJob<const Name extends string, const F extends Fields>(job: {
  readonly queue: string;
  /** verb-noun, unique among all jobs. */
  readonly name: Name;
  readonly payload: F;
  /**
   * The same payload always gives the same id, so sending twice is sending once. An id once used stays used even after
   * the job is done: what may run again carries a generation.
   */
  readonly id: (payload: PayloadOf<F>) => string;
}): JobContract<Name, PayloadOf<F>> {
  for (const name of [job.queue, job.name]) {
    if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new Error(`${name} is no name for a queue or job`);
  }
  return { queue: job.queue, name: job.name, parse: (input) => parsePayload(job.payload, input), id: job.id };
}

const CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

function parsePayload<F extends Fields>(fields: F, input: unknown): PayloadOf<F> {
  const given: Readonly<Record<string, unknown>> =
    typeof input === 'object' && input !== null ? { ...input } : {};
  const strangers = Object.keys(given).filter((key) => !(key in fields));
  const wrong = Object.entries(fields).flatMap(([key, kind]) => (isOfKind(given[key], kind) ? [] : [key]));
  if (strangers.length > 0 || wrong.length > 0) throw payloadProblem(strangers.length, wrong);
  return given as PayloadOf<F>;
}

/** The id under which a job is queued. BullMQ refuses a bare number and a single colon. */
export function jobId<Payload extends JobPayload>(
  contract: JobContract<string, Payload>,
  given: Payload,
): string {
  const id = contract.id(given);
  if (!/^[A-Za-z0-9._-]{1,128}$/.test(id))
    throw new Error(`${contract.name} makes an id of forbidden characters`);
  return `${contract.name}.${id}`;
}

function isOfKind(value: unknown, kind: FieldKind): boolean {
  return kind === 'integer' ? Number.isSafeInteger(value) : typeof value === 'string' && CODE.test(value);
}

/** An unknown field is counted and not named: its name may be a value put in the wrong place. */
function payloadProblem(strangers: number, wrong: readonly string[]): ProblemError {
  const parts = [
    ...(strangers > 0 ? [`unknown fields: ${String(strangers)}`] : []),
    ...(wrong.length > 0 ? [`missing or wrong: ${wrong.join(', ')}`] : []),
  ];
  return new ProblemError(
    'JOB_PAYLOAD_INVALID',
    `the payload of a job does not fit its contract (${parts.join('; ')})`,
  );
}
