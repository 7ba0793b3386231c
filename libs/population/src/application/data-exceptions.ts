import { readReason, rightMissing, Rights, type Actor, type AuditLog } from '@kallelse/access';
import { nearestName, ProblemError, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { EntityManager } from 'typeorm';
import {
  EXCEPTION_KINDS,
  exceptionGuidance,
  exceptionOwner,
  type ExceptionOwner,
} from '../domain/exception-guidance';
import { ORGAN_EXCEPTIONS } from '../domain/organ-statement';
import {
  CLOSE_EXCEPTION,
  DROP_PARKED,
  EXCEPTION_COUNTS,
  OPEN_EXCEPTIONS,
  PARKED_COUNTS,
  PARKED_EXCEPTIONS,
  PARKED_PREFIX,
  type DataException,
} from '../infra/exception-rows';
import { lockImports } from '../infra/import-ledger';

export type { DataException } from '../infra/exception-rows';

/** How many exceptions of a kind are open, and what to do about them. */
export interface ExceptionKind {
  readonly kind: string;
  readonly open: number;
  /** Of these, of nobody's region: of protected residents, or parked. */
  readonly noRegion: number;
  readonly owner: ExceptionOwner;
  readonly guidance: string;
}

/** Which exceptions to list, to whom. */
export interface ExceptionFilter {
  readonly actor: Actor;
  readonly kind?: string | undefined;
  readonly region?: string | undefined;
  readonly limit: number;
}

/** Open exceptions, and how many there are of each kind in all. */
export interface ExceptionList {
  readonly exceptions: readonly DataException[];
  readonly kinds: readonly ExceptionKind[];
}

/** What was closed. */
export interface ClosedException {
  readonly exception: string;
  readonly kind: string;
  readonly subject: string;
  readonly resident: number | null;
}

const EXCEPTION_ID = /^p?[1-9]\d{0,8}$/;

/** The office's work list: what came in and cannot be right, or needs somebody's eyes. */
export class DataExceptions {
  private readonly rights: Rights;

  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {
    this.rights = new Rights(databases, clock, audit);
  }

  /**
   * Oldest first, parked entries last. They stand in no region, so with a region they are counted only. What tells of
   * somebody's organs stands there without a name for those who lack the right.
   * @throws ProblemError EXCEPTION_KIND for a kind there is not
   */
  async list({ actor, kind, region, limit }: ExceptionFilter): Promise<ExceptionList> {
    const counts = await this.counts();
    const known = [...EXCEPTION_KINDS, ...counts.map((count) => count.kind)];
    if (kind !== undefined && !known.includes(kind)) throw unknownKind(kind, known);
    const found = await this.databases.query<DataException>('kallelse_selection', OPEN_EXCEPTIONS, [
      kind ?? null,
      region ?? null,
      limit,
    ]);
    const maySee = await this.rights.has(actor, 'organ-inventory');
    const raised = maySee ? found : found.map(masked);
    const left = region === undefined ? limit - raised.length : 0;
    const parked = await this.databases.query<DataException & { id: number }>(
      'kallelse_import',
      PARKED_EXCEPTIONS,
      [kind ?? null, left],
    );
    await this.recordReading(actor, raised);
    return {
      exceptions: [...raised, ...parked.map(({ id: _, ...shown }) => shown)],
      kinds: counts.map((count) => ({
        ...count,
        owner: exceptionOwner(count.kind),
        guidance: exceptionGuidance(count.kind),
      })),
    };
  }

  private recordReading(actor: Actor, raised: readonly DataException[]): Promise<void> {
    return this.audit.recordAll(
      raised.flatMap(({ exception, resident: residentId }) =>
        residentId === null
          ? []
          : [{ actor, action: 'exceptions.list', subject: `exception ${exception}`, residentId }],
      ),
    );
  }

  private async counts(): Promise<Omit<ExceptionKind, 'guidance' | 'owner'>[]> {
    const raised = this.databases.query<ExceptionKind>('kallelse_selection', EXCEPTION_COUNTS);
    const parked = this.databases.query<ExceptionKind>('kallelse_import', PARKED_COUNTS);
    return [...(await raised), ...(await parked)];
  }

  /**
   * Closes one; a parked entry is dropped for good.
   * @param exception its name in the list: `17`, or `p17`
   * @throws ProblemError EXCEPTION_UNKNOWN when nothing of that name is open
   */
  async close(exception: string, reason: string, actor: Actor): Promise<ClosedException> {
    const why = readReason(reason);
    if (!EXCEPTION_ID.test(exception)) throw unknown('an exception is named as in the list: 17, or p17');
    return this.databases.transaction('kallelse_import', async (tx) => {
      await lockImports(tx);
      const closed = await this.end(tx, exception, why, actor);
      if (!closed) throw unknown('no exception of this name is open');
      if (ORGAN_EXCEPTIONS.includes(closed.kind) && !(await this.rights.has(actor, 'organ-inventory')))
        throw rightMissing('organ-inventory');
      const { kind, subject, resident } = closed;
      await this.audit.record({
        actor,
        action: 'exceptions.close',
        subject: `exception ${exception}`,
        reason: why,
        details: { kind, about: subject },
        ...(resident === null ? {} : { residentId: resident }),
      });
      return { exception, kind, subject, resident };
    });
  }

  private async end(
    tx: EntityManager,
    exception: string,
    reason: string,
    actor: Actor,
  ): Promise<Omit<ClosedException, 'exception'> | undefined> {
    const isParked = exception.startsWith(PARKED_PREFIX);
    const [rows] = isParked
      ? await tx.query<[Omit<ClosedException, 'exception'>[], number]>(DROP_PARKED, [exception.slice(1)])
      : await tx.query<[Omit<ClosedException, 'exception'>[], number]>(CLOSE_EXCEPTION, [
          ...[exception, this.clock.now(), actor.user, reason],
        ]);
    return rows[0];
  }
}

/** Whose it is and where says that somebody was asked about their organs. */
function masked(exception: DataException): DataException {
  if (!ORGAN_EXCEPTIONS.includes(exception.kind)) return exception;
  return { ...exception, subject: 'masked', resident: null, region: null, details: {} };
}

function unknownKind(kind: string, known: readonly string[]): ProblemError {
  const near = nearestName(kind, known);
  const message = `there is no such kind of exception${near === undefined ? '' : `; did you mean ${near}?`}`;
  return new ProblemError('EXCEPTION_KIND', message, {
    fix: `the kinds are: ${[...new Set(known)].join(', ')}`,
    exitCode: 2,
  });
}

function unknown(message: string): ProblemError {
  return new ProblemError('EXCEPTION_UNKNOWN', message, {
    fix: 'see what is open with: kallelse exceptions',
  });
}
