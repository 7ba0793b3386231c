import { readReason, type Actor, type AuditLog } from '@kallelse/access';
import { ProblemError, today, type Clock, type PlainDate } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { slotTakenSql } from '@kallelse/population';
import type { EntityManager } from 'typeorm';
import { tellNewTime } from '../infra/times/new-time-letters';
import { FREE_SLOT, lockTimes, UNIT_OF_ROUND } from '../infra/times/assign-times';
import { moveTimes } from '../infra/times/move-times';

/** A time that somebody has. */
export interface BookedTime {
  readonly time: number;
  readonly round: number;
  readonly resident: number;
  readonly programme: string;
  readonly unit: string;
  /** By the clock of Stockholm: `2026-03-20 09:40`. */
  readonly start: string;
  readonly state: string;
}

/** How many places a unit has on a day, and how many are taken. */
export interface DayOfUnit {
  readonly unit: string;
  readonly programme: string;
  readonly day: PlainDate;
  readonly places: number;
  readonly taken: number;
}

/** What closing a unit came to. */
export interface ClosedUnit {
  readonly closedPlaces: number;
  /** People with another time, told by a letter each where the first had left. */
  readonly moved: number;
  /** People for whom there was no other time; their letter waits for one. */
  readonly waiting: number;
  /** Letters that tell of it. */
  readonly letters: number;
}

const LOCAL = `to_char(slot.starts_at AT TIME ZONE 'Europe/Stockholm', 'YYYY-MM-DD HH24:MI')`;

const TIMES = `SELECT own.id AS time, own.episode_id AS round, episode.resident_id AS resident, episode.programme, slot.unit, ${LOCAL} AS start, own.state
  FROM screening.booked_times AS own JOIN screening.episodes AS episode ON episode.id = own.episode_id
  JOIN screening.slots AS slot ON slot.id = own.slot_id`;

/** What an office does with booked times; each change is audited. */
export class BookedTimes {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** Days to come, with what is free. */
  days(unit?: string): Promise<DayOfUnit[]> {
    return this.databases.query(
      'kallelse_app',
      `SELECT slot.unit, slot.programme, (slot.starts_at AT TIME ZONE 'Europe/Stockholm')::date::text AS day, count(*)::int AS places,
         (count(*) FILTER (WHERE slot.is_taken))::int AS taken
       FROM (SELECT slot.*, ${slotTakenSql('slot')} AS is_taken FROM screening.slots AS slot) AS slot
       WHERE (slot.is_open OR slot.is_taken) AND slot.starts_at > $1 AND ($2::text IS NULL OR slot.unit = $2)
       GROUP BY 1, 2, 3 ORDER BY 3, 1, 2`,
      [this.clock.now(), unit ?? null],
    );
  }

  /** The times of a resident, the latest first. */
  of(resident: number): Promise<BookedTime[]> {
    return this.databases.query(
      'kallelse_app',
      `${TIMES} WHERE episode.resident_id = $1 ORDER BY own.id DESC`,
      [resident],
    );
  }

  /**
   * Gives a resident another time: the next free one on or after a day, at a unit or at their own. No letter follows: they
   * have just been told.
   * @throws ProblemError TIME_NONE without a time to move, SLOT_NONE without a free one
   */
  async rebook(
    time: number,
    { from, unit }: { readonly from: PlainDate; readonly unit?: string | undefined },
    actor: Actor,
  ): Promise<BookedTime> {
    const now = this.clock.now();
    return this.change(time, 'times.rebook', actor, undefined, async (tx, booked) => {
      const [free] = await tx.query<{ id: number }[]>(
        `SELECT slot.id FROM screening.slots AS slot, screening.episodes AS episode
         WHERE episode.id = $1 AND slot.programme = episode.programme AND slot.unit = coalesce($2, ${UNIT_OF_ROUND}, $3)
           AND slot.starts_at >= greatest($4::date::timestamp AT TIME ZONE 'Europe/Stockholm', $5) AND ${FREE_SLOT}
         ORDER BY slot.starts_at, slot.place LIMIT 1`,
        [booked.round, unit ?? null, booked.unit, from, now],
      );
      if (!free) throw noSlot();
      await this.end(tx, time, 'moved', 'rebooked', now);
      await tx.query(
        'INSERT INTO screening.booked_times (slot_id, episode_id, booked_at, changed_at) VALUES ($1, $2, $3, $3)',
        [free.id, booked.round, now],
      );
    });
  }

  /** The resident will not come then; the round goes on, and the place is free. */
  cancel(time: number, reason: string, actor: Actor): Promise<BookedTime> {
    return this.change(time, 'times.cancel', actor, readReason(reason), (tx) =>
      this.end(tx, time, 'cancelled', 'by-resident', this.clock.now()),
    );
  }

  /** The resident did not come. @throws ProblemError TIME_TO_COME before the time */
  noShow(time: number, actor: Actor): Promise<BookedTime> {
    const now = this.clock.now();
    return this.change(time, 'times.no-show', actor, undefined, async (tx) => {
      const [, moved] = await tx.query<[unknown[], number]>(
        `UPDATE screening.booked_times AS own SET state = 'no-show', changed_at = $2 FROM screening.slots AS slot
         WHERE own.id = $1 AND slot.id = own.slot_id AND slot.starts_at <= $2`,
        [time, now],
      );
      if (moved === 0) throw toCome();
    });
  }

  /** Closes a unit for some days and moves everybody who has a time there. */
  async closeUnit(
    unit: string,
    days: { readonly from: PlainDate; readonly until: PlainDate | undefined; readonly to: readonly string[] },
    text: string,
    actor: Actor,
  ): Promise<ClosedUnit> {
    const reason = readReason(text);
    const moment = { now: this.clock.now(), today: today(this.clock) };
    const closed = await this.databases.transaction('kallelse_generate', async (tx) => {
      await lockTimes(tx);
      const known = await tx.query<{ id: string }[]>(
        'SELECT id FROM screening.units WHERE id = ANY ($1::text[])',
        [[unit, ...days.to]],
      );
      const missing = [unit, ...days.to].find((id) => !known.some((one) => one.id === id));
      if (missing !== undefined) throw unitUnknown();
      const { closedPlaces, moved, homeless } = await moveTimes(tx, { unit, ...days }, moment);
      const letters = await tellNewTime(tx, [...moved, ...homeless], moment);
      return { closedPlaces, moved: moved.length, waiting: homeless.length, letters };
    });
    await this.audit.record({
      actor,
      action: 'times.close-unit',
      subject: `unit ${unit}`,
      reason,
      details: { ...closed },
    });
    return closed;
  }

  private async change(
    time: number,
    action: string,
    actor: Actor,
    reason: string | undefined,
    work: (tx: EntityManager, booked: BookedTime) => Promise<void>,
  ): Promise<BookedTime> {
    const before = await this.databases.transaction('kallelse_generate', async (tx) => {
      await lockTimes(tx);
      const booked = await find(tx, time);
      if (booked?.state !== 'booked') throw noTime();
      await work(tx, booked);
      return booked;
    });
    await this.audit.record({
      ...{ actor, action, subject: `time ${time}`, residentId: before.resident },
      ...(reason === undefined ? {} : { reason }),
    });
    const [latest] = await this.of(before.resident);
    return latest ?? before;
  }

  private async end(
    tx: EntityManager,
    time: number,
    state: 'moved' | 'cancelled',
    reason: string,
    now: Date,
  ): Promise<void> {
    await tx.query(
      'UPDATE screening.booked_times SET state = $2, reason = $3, changed_at = $4 WHERE id = $1',
      [time, state, reason, now],
    );
  }
}

async function find(tx: EntityManager, time: number): Promise<BookedTime | undefined> {
  const [row] = await tx.query<BookedTime[]>(`${TIMES} WHERE own.id = $1`, [time]);
  return row;
}

function noTime(): ProblemError {
  return new ProblemError('TIME_NONE', 'nobody has this time any more', {
    fix: 'see the times of the resident: kallelse times RESIDENT',
  });
}

function noSlot(): ProblemError {
  return new ProblemError('SLOT_NONE', 'no time is free there from that day on; nothing was changed', {
    fix: 'see what is free: kallelse times; give another --unit or --from, or import more slots',
  });
}

function toCome(): ProblemError {
  return new ProblemError('TIME_TO_COME', 'the time has not come yet; nothing was changed', {
    fix: 'to free it: kallelse times cancel',
  });
}

function unitUnknown(): ProblemError {
  return new ProblemError('UNIT_UNKNOWN', 'there is no such unit', {
    fix: 'give the ids of units as imported by kallelse import units',
    exitCode: 2,
  });
}
