import { appendOwnEvents } from '@kallelse/population';
import type { Settling } from './round-rules';

/**
 * Says of rounds, as events of the register, from when to when they run; what has been said before is said no second time.
 * @param which a condition on `screening.episodes`, with the parameters `values`
 */
export async function tellRounds(
  { tx, now, today }: Pick<Settling, 'tx' | 'now' | 'today'>,
  which: string,
  values: readonly unknown[] = [],
): Promise<void> {
  await appendOwnEvents(tx, {
    events: `SELECT 'kallelse:episode:' || id AS ref, resident_id, programme, 'episode' AS type, opened_on AS from_date,
        CASE WHEN state = 'closed' THEN greatest(closed_on, opened_on) END AS until_date
      FROM screening.episodes WHERE ${which}`,
    values,
    now,
    today,
  });
}
