import { readReason, Rights, type Actor, type AuditLog } from '@kallelse/access';
import { ProblemError, today, type Clock, type PlainDate } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { lockImports, readEffective, residentNotThere } from '@kallelse/population';
import type { EntityManager } from 'typeorm';
import { readCode } from '../domain/enquiry-code';
import type { AnsweredOrgan, Judgement } from '../domain/reply';
import { mustNotGuess, noteGuesses } from '../infra/code-guesses';
import type { EnquiryCodes } from '../infra/enquiry-codes';
import { addReplies, endReplies, takeReplies, type TakingReplies } from '../infra/take-replies';

/** What somebody answers with the code of their letter. */
export interface CodeAnswer {
  readonly code: string;
  readonly answers: readonly AnsweredOrgan[];
  /** With the code of a confirmation letter: stop the answer. */
  readonly revokes?: boolean;
  /** The service that passes it on. */
  readonly actor: Actor;
  /** Whose session it is there, opaque and without personal data: wrong codes are counted by it. */
  readonly session: string;
}

/** What a clerk takes down who has the resident on the phone or before them. */
export interface ClerkAnswer {
  readonly resident: number;
  readonly answers: readonly AnsweredOrgan[];
  readonly answeredOn?: string | undefined;
  readonly actor: Actor;
  readonly reason: string;
}

/** A held answer that a clerk confirms or revokes. */
export interface HeldAnswer {
  readonly resident: number;
  readonly reply: number;
  readonly actor: Actor;
  readonly reason: string;
}

/** Wrong codes an hour from one session, and from the service as a whole. */
const MOST_BY_SESSION = 10;
const MOST_BY_SERVICE = 1000;
/** Somebody waits for the answer, and an import may take long. */
const PATIENCE_SECONDS = 5;
const SESSION = /^[A-Za-z0-9._:-]{1,100}$/;

/**
 * Takes answers to enquiries: by code from a service (the 1177 reply), by a clerk; and ends those that are held. Settle
 * rounds afterwards: an answer may end an enquiry, and a held one gets its letter.
 */
export class AnswerEnquiry {
  private readonly rights: Rights;

  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly codes: EnquiryCodes,
  ) {
    this.rights = new Rights(databases, clock, audit);
  }

  /**
   * Takes an answer by code. A refusal is a result, not an error, and says as little as can be: a code that was used,
   * has expired or never was is refused alike.
   * @throws ProblemError CODES_THROTTLED, SESSION_INVALID; DATABASE_CONFLICT while an import runs: try again
   */
  async byCode({ code, answers, revokes = false, actor, session }: CodeAnswer): Promise<Judgement> {
    if (!SESSION.test(session))
      throw new ProblemError('SESSION_INVALID', 'a session is named by letters, digits, . _ : and -');
    const givers = [
      { name: `1177:${session}`, most: MOST_BY_SESSION },
      { name: '1177', most: MOST_BY_SERVICE },
    ];
    const patience = `SET LOCAL lock_timeout = '${PATIENCE_SECONDS}s'`;
    const answering = async (taking: TakingReplies & { readonly today: PlainDate }): Promise<Judgement> => {
      await mustNotGuess(taking.tx, givers, taking.now);
      const read = readCode(code);
      if (read === undefined) return { kind: 'refused', column: 'code', code: 'code-form' };
      const hmac = (await this.codes.hmacOf(read)).toString('hex');
      const [judged] = await takeReplies(taking, [{ hmac, answers, revokes, answeredOn: taking.today }]);
      if (judged?.kind !== 'refused')
        return judged ?? { kind: 'refused', column: 'code', code: 'code-unknown' };
      if (judged.code === 'code-unknown') await noteGuesses(taking.tx, givers, 1, taking.now);
      return { ...judged, code: NOT_GOOD.has(judged.code) ? 'code-not-good' : judged.code };
    };
    return this.taking(actor, '1177', answering, patience);
  }

  /** Takes an answer down at once, with the right `organ-inventory` and a reason. */
  async byClerk({ resident, answers, answeredOn, actor, reason }: ClerkAnswer): Promise<void> {
    const why = readReason(reason);
    await this.rights.must(actor, 'organ-inventory');
    await this.taking(actor, 'clerk', async (taking) => {
      const contactId = await this.enquiryOf(taking.tx, resident);
      const from = readEffective(answeredOn, taking.today);
      const reply = { answers, revokes: false, answeredOn: from, residentId: resident, contactId };
      await addReplies(taking, [{ ...reply, state: 'taken' }]);
      const entry = { actor, action: 'organs.answer-taken-down', residentId: resident, reason: why };
      await this.audit.record(entry);
    });
  }

  /** Lets a held answer count, or stops it. @throws ProblemError ANSWER_NOT_HELD */
  async endHeld(
    { resident, reply, actor, reason }: HeldAnswer,
    state: 'confirmed' | 'revoked',
  ): Promise<void> {
    const why = readReason(reason);
    await this.rights.must(actor, 'organ-inventory');
    await this.taking(actor, 'clerk', async (taking) => {
      const held = await taking.tx.query<{ replyId: number; residentId: number }[]>(
        `SELECT id AS "replyId", $2::bigint AS "residentId" FROM screening.enquiry_replies
         WHERE id = $1 AND state = 'held' AND screening.present_resident(resident_id) = $2`,
        [reply, resident],
      );
      const ended = await endReplies(taking, held, state, why);
      if (ended === 0)
        throw new ProblemError('ANSWER_NOT_HELD', 'this resident has no answer of this number that is held', {
          fix: 'see the answers with: kallelse organs show RESIDENT --reason TEXT',
        });
    });
  }

  private async enquiryOf(tx: EntityManager, resident: number): Promise<number | null> {
    const [row] = await tx.query<{ contact: number | null }[]>(
      `SELECT screening.open_enquiry_of($1) AS contact FROM screening.resident_facts WHERE resident_id = $1`,
      [resident],
    );
    if (!row) throw await residentNotThere(this.databases, resident, 'organs answer');
    return row.contact;
  }

  private taking<T>(
    actor: Actor,
    source: TakingReplies['source'],
    work: (taking: TakingReplies & { readonly today: PlainDate }) => Promise<T>,
    before?: string,
  ): Promise<T> {
    return this.databases.transaction('kallelse_import', async (tx) => {
      if (before !== undefined) await tx.query(before);
      await lockImports(tx);
      const { audit, clock } = this;
      return work({ tx, audit, actor, source, now: clock.now(), today: today(clock) });
    });
  }
}

/** Told apart they would say whether somebody else's code was right. */
const NOT_GOOD: ReadonlySet<string> = new Set([
  ...['code-unknown', 'code-used', 'code-expired', 'code-other-letter', 'code-too-late'],
]);
