import { readReason, type Actor, type AuditLog } from '@kallelse/access';
import { parseDefinition } from '@kallelse/eligibility';
import { ProblemError, toDay, today, toPlainDate, type Clock, type PlainDate } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { EntityManager } from 'typeorm';
import { openRound, type OpenRound } from '../infra/open-round';
import { tellRounds } from '../infra/round-events';

/** A reminder that goes out with the next release. */
export interface PlannedReminder {
  readonly contact: number;
  readonly round: number;
  readonly step: string;
  readonly due: PlainDate;
}

/** Somebody who had a time, and of whom no result has come. */
export interface MissingResult {
  readonly round: number;
  readonly resident: number;
  readonly programme: string;
  /** The day of the time. */
  readonly on: PlainDate;
  /** Where, of a time that the office gave. */
  readonly unit: string | null;
}

const MOST_MISSING = 1000;

/** What an office does with single rounds; each act is audited with its reason. */
export class Rounds {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** Ends a round: nothing more is sent in it. @throws ProblemError ROUND_UNKNOWN, ROUND_CLOSED */
  async close(round: number, text: string, actor: Actor): Promise<void> {
    const reason = readReason(text);
    const [now, date] = [this.clock.now(), today(this.clock)];
    const resident = await this.databases.transaction('kallelse_generate', async (tx) => {
      const { resident_id: id } = await openRound(tx, round);
      await tx.query(
        `UPDATE screening.contacts SET state = 'cancelled', reason = 'by-office', changed_at = $2
         WHERE episode_id = $1 AND ((state = 'waiting' AND chunk_id IS NULL) OR state = 'held')`,
        [round, now],
      );
      await tx.query(
        `UPDATE screening.episodes SET state = 'closed', closed_on = $2, close_reason = 'by-office' WHERE id = $1`,
        [round, date],
      );
      await tellRounds({ tx, now, today: date }, 'id = $1', [round]);
      return id;
    });
    await this.audit.record({
      actor,
      action: 'rounds.close',
      subject: `round ${round}`,
      residentId: resident,
      reason,
    });
  }

  /**
   * Reminds somebody now: the next planned reminder goes out instead of later; if none is planned, one like the last.
   * @throws ProblemError ROUND_UNKNOWN, ROUND_CLOSED, REMINDER_UNDER_WAY, REMINDER_NONE
   */
  async remind(round: number, text: string, actor: Actor): Promise<PlannedReminder> {
    const reason = readReason(text);
    const { reminder, resident } = await this.databases.transaction('kallelse_generate', async (tx) => {
      const row = await openRound(tx, round);
      return { reminder: await this.plan(tx, row), resident: row.resident_id };
    });
    await this.audit.record({
      ...{ actor, action: 'rounds.remind', subject: `round ${round}`, residentId: resident, reason },
      details: { step: reminder.step },
    });
    return reminder;
  }

  /** Rounds that run, or ran out, with a time so many days ago or more and no test since; the longest ago first. */
  async missingResults({
    days,
    programme,
  }: {
    readonly days: number;
    readonly programme?: string;
  }): Promise<MissingResult[]> {
    const until = toPlainDate(toDay(today(this.clock)) - days);
    return this.databases.query(
      'kallelse_selection',
      `SELECT episode.id AS round, episode.resident_id AS resident, episode.programme, seen.on::text AS "on", seen.unit
       FROM screening.episodes AS episode JOIN LATERAL (
         SELECT DISTINCT ON (1) kept.on, kept.unit FROM (
           SELECT (slot.starts_at AT TIME ZONE 'Europe/Stockholm')::date AS on, slot.unit FROM screening.booked_times AS own
           JOIN screening.slots AS slot ON slot.id = own.slot_id WHERE own.episode_id = episode.id AND own.state = 'booked'
           UNION ALL SELECT booking.from_date, NULL FROM screening.events AS booking WHERE booking.resident_id = episode.resident_id
             AND booking.programme = episode.programme AND booking.type = 'booking' AND booking.superseded_at IS NULL
             AND booking.from_date >= episode.opened_on) AS kept
         WHERE kept.on <= $1 ORDER BY 1 DESC, 2 LIMIT 1) AS seen ON true
       WHERE (episode.state = 'open' OR episode.close_reason = 'expired') AND ($2::text IS NULL OR episode.programme = $2)
         AND NOT EXISTS (SELECT FROM screening.events AS test WHERE test.resident_id = episode.resident_id AND test.programme = episode.programme
           AND test.type = 'test' AND test.superseded_at IS NULL AND test.from_date >= seen.on)
       ORDER BY seen.on, episode.id LIMIT ${MOST_MISSING}`,
      [until, programme ?? null],
    );
  }

  private async plan(
    tx: EntityManager,
    { id, resident_id: resident, handed_over_on: handed, document }: OpenRound,
  ): Promise<PlannedReminder> {
    const [now, date] = [this.clock.now(), today(this.clock)];
    const onTheWay = await tx.query<unknown[]>(
      `SELECT 1 FROM screening.contacts WHERE episode_id = $1 AND (state = 'in-progress' OR (state = 'waiting' AND (chunk_id IS NOT NULL OR due_on <= $2)))`,
      [id, date],
    );
    if (onTheWay.length > 0 || handed === null) throw underWay();
    const [planned] = await tx.query<[PlannedReminder[], number]>(
      `UPDATE screening.contacts SET due_on = $2, changed_at = $3 WHERE id = (SELECT id FROM screening.contacts
         WHERE episode_id = $1 AND kind = 'reminder' AND state = 'waiting' ORDER BY due_on, id LIMIT 1)
       RETURNING id AS contact, episode_id AS round, step, due_on::text AS due`,
      [id, date, now],
    );
    if (planned[0]) return planned[0];
    const step = reminderStep(document);
    if (!step) throw noReminder();
    const [made] = await tx.query<PlannedReminder[]>(
      `INSERT INTO screening.contacts (batch_id, episode_id, resident_id, kind, step, ordinal, template, due_on, changed_at)
       SELECT batch_id, id, $2, 'reminder', $3, 1 + (SELECT count(*) FROM screening.contacts AS earlier WHERE earlier.episode_id = $1 AND earlier.step = $3),
         $4, $5, $6 FROM screening.episodes WHERE id = $1 RETURNING id AS contact, episode_id AS round, step, due_on::text AS due`,
      [id, resident, step.id, step.template, date, now],
    );
    if (!made) throw new Error('a round is gone in its own transaction');
    return made;
  }
}

function reminderStep(document: object) {
  const parsed = parseDefinition(document);
  return parsed.ok ? parsed.value.delivery.steps.slice(1).at(-1) : undefined;
}

function underWay(): ProblemError {
  return new ProblemError(
    'REMINDER_UNDER_WAY',
    'a letter of this round is about to go out, or on its way; nothing was changed',
    {
      fix: 'wait until it has left: kallelse batch unsent',
    },
  );
}

function noReminder(): ProblemError {
  return new ProblemError('REMINDER_NONE', 'the rules of this round have no reminder; nothing was changed', {
    fix: 'see the steps of its rules: kallelse programme show',
  });
}
