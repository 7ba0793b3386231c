import { type Json, ProblemError } from '@kallelse/kernel';

/** What a job carries: ids and codes to look rows up by, never their content. */
export type JobPayload = Readonly<Record<string, Json>>;

/** The contract of one kind of job, declared once by the lib that sends it. */
export interface JobContract<Name extends string = string, Payload extends JobPayload = JobPayload> {
  readonly queue: string;
  /** verb-noun, unique among all jobs. */
  readonly name: Name;
  /** Checks what arrives and refuses unknown keys; see {@link payload}. */
  readonly parse: (input: unknown) => Payload;
  /**
   * The same payload always gives the same id, so sending twice is sending once. An id once used stays used even after
   * the job is done: what may run again carries a generation.
   */
  readonly id: (payload: Payload) => string;
}

/** Declares a job. */
export function defineJob<const Name extends string, Payload extends JobPayload>(
  contract: JobContract<Name, Payload>,
): JobContract<Name, Payload> {
  for (const name of [contract.queue, contract.name]) {
    if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new Error(`${name} is no name for a queue or job`);
  }
  return contract;
}

/** A field of a payload: a row's id or count, or a short code. */
export type FieldKind = 'integer' | 'code';

type PayloadOf<Fields extends Readonly<Record<string, FieldKind>>> = {
  readonly [Key in keyof Fields]: Fields[Key] extends 'integer' ? number : string;
};

const CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The usual `parse`: exactly these fields, each of its kind. There is no kind for free text, on purpose. */
export function payload<const Fields extends Readonly<Record<string, FieldKind>>>(
  fields: Fields,
): (input: unknown) => PayloadOf<Fields> {
  return (input) => {
    const given = typeof input === 'object' && input !== null ? input : {};
    const strangers = Object.keys(given).filter((key) => !(key in fields));
    const wrong = Object.entries(fields).flatMap(([key, kind]) =>
      isOfKind((given as Record<string, unknown>)[key], kind) ? [] : [key],
    );
    if (strangers.length > 0 || wrong.length > 0) throw payloadProblem(strangers, wrong);
    return given as PayloadOf<Fields>;
  };
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

function payloadProblem(strangers: readonly string[], wrong: readonly string[]): ProblemError {
  const parts = [
    ...(strangers.length > 0 ? [`unknown fields: ${String(strangers.length)}`] : []),
    ...(wrong.length > 0 ? [`missing or wrong: ${wrong.join(', ')}`] : []),
  ];
  return new ProblemError(
    'JOB_PAYLOAD_INVALID',
    `the payload of a job does not fit its contract (${parts.join('; ')})`,
  );
}
