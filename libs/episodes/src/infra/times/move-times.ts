import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import { FREE_SLOT } from './assign-times';

export interface Closing {
  readonly unit: string;
  readonly from: PlainDate;
  readonly until: PlainDate | undefined;
  /** Units that take over; absent: the unit itself on other days. */
  readonly to: readonly string[];
}

/** A moved time is told by letter, which takes some days. */
const NOTICE_DAYS = 7;

/**
 * Closes the places of a unit and moves who has one there to the earliest free place of the same programme that is not
 * earlier than the old one and gives notice, in the order of the old times.
 * @returns the rounds moved, and those without a place
 */
export async function moveTimes(
  tx: EntityManager,
  { unit, from, until, to }: Closing,
  { now, today }: { readonly now: Date; readonly today: PlainDate },
): Promise<{ closedPlaces: number; moved: number[]; homeless: number[] }> {
  const [, closedPlaces] = await tx.query<[unknown[], number]>(
    `UPDATE screening.slots AS slot SET is_open = false WHERE unit = $1 AND is_open AND starts_at > $4
       AND (starts_at AT TIME ZONE 'Europe/Stockholm')::date BETWEEN $2::date AND coalesce($3::date, 'infinity') RETURNING 1`,
    [unit, from, until ?? null, now],
  );
  await tx.query(
    `CREATE TEMPORARY TABLE moving ON COMMIT DROP AS
     SELECT own.id, own.episode_id, slot.programme, slot.starts_at FROM screening.booked_times AS own
     JOIN screening.slots AS slot ON slot.id = own.slot_id
     WHERE own.state = 'booked' AND slot.unit = $1 AND slot.starts_at > $4
       AND (slot.starts_at AT TIME ZONE 'Europe/Stockholm')::date BETWEEN $2::date AND coalesce($3::date, 'infinity')`,
    [unit, from, until ?? null, now],
  );
  await tx.query(
    `UPDATE screening.booked_times SET state = 'moved', reason = 'unit-closed', changed_at = $1 WHERE id IN (SELECT id FROM moving)`,
    [now],
  );
  const moved: number[] = [];
  const homeless: number[] = [];
  const rounds = await tx.query<{ episode_id: number; programme: string; starts_at: Date }[]>(
    'SELECT episode_id, programme, starts_at FROM moving ORDER BY starts_at, id',
  );
  for (const round of rounds) {
    const made = await tx.query<unknown[]>(
      `INSERT INTO screening.booked_times (slot_id, episode_id, booked_at, changed_at)
       SELECT slot.id, $1, $2, $2 FROM screening.slots AS slot WHERE slot.programme = $3 AND slot.unit = ANY ($4::text[])
         AND slot.starts_at >= greatest($5, ($6::date + ${NOTICE_DAYS})::timestamp AT TIME ZONE 'Europe/Stockholm') AND ${FREE_SLOT}
       ORDER BY slot.starts_at, slot.place LIMIT 1 RETURNING 1`,
      [round.episode_id, now, round.programme, to.length > 0 ? to : [unit], round.starts_at, today],
    );
    (made.length > 0 ? moved : homeless).push(round.episode_id);
  }
  await tx.query('DROP TABLE moving');
  return { closedPlaces, moved, homeless };
}
