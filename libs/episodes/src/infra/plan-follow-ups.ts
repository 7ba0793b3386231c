import { datePlus, type Settling } from './round-rules';

/** A result that is reported later than this needs no letter any more: the clinic has told long ago. */
const REPORTED_WITHIN_DAYS = 180;

/**
 * The test of the round with one of some results, as an SQL condition on `episode` and `test` (screening.events).
 * @param results a placeholder of the results (text[])
 */
export function followedTestSql(results: string): string {
  return `test.resident_id = episode.resident_id AND test.programme = episode.programme AND test.type = 'test'
    AND test.superseded_at IS NULL AND test.from_date = episode.participated_on AND test.result = ANY (${results})`;
}

/**
 * Plans the letters that follow results, for rounds that somebody's test has ended. A letter is planned once; whether the result
 * still stands is asked again before it goes out.
 * @param rounds a subselect of the ids of rounds whose end has just been found
 */
export async function planFollowUps({ tx, now, today, rules }: Settling, rounds: string): Promise<void> {
  for (const [id, { delivery }] of rules) {
    for (const step of delivery.followUps) {
      await tx.query(
        `INSERT INTO screening.contacts (batch_id, episode_id, resident_id, kind, step, template, due_on, changed_at)
         SELECT episode.batch_id, episode.id, episode.resident_id, 'follow-up', $2, $3,
           greatest(${datePlus('episode.participated_on', step.after)}, $4::date), $5
         FROM screening.episodes AS episode WHERE episode.id IN (${rounds}) AND episode.definition_id = $1
           AND episode.state = 'closed' AND episode.close_reason = 'participated' AND episode.participated_on > $4::date - ${REPORTED_WITHIN_DAYS}
           AND EXISTS (SELECT FROM screening.events AS test WHERE ${followedTestSql('$6')})
         ORDER BY episode.id ON CONFLICT DO NOTHING`,
        [id, step.id, step.template, today, now, step.results],
      );
    }
  }
}
