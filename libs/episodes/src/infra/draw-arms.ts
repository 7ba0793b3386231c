import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';

/**
 * Draws an arm for every round of a batch, where a randomised measure is running in the programme. For persons within area
 * types: those of a type are put in an order that the seed decides and dealt out in turn, so that arms are as large as each
 * other in every type; which arm begins is drawn too. For weeks: everybody of a week has the same arm. The same seed, batch
 * and people give the same arms.
 */
export async function drawArms(
  tx: EntityManager,
  {
    batchId,
    programme,
    today,
  }: { readonly batchId: number; readonly programme: string; readonly today: PlainDate },
): Promise<void> {
  await tx.query(
    `WITH measure AS (
       SELECT id, arms, unit, seed, cardinality(arms) AS n FROM screening.interventions
       WHERE programme = $2 AND arms IS NOT NULL AND from_date <= $3::date AND (until_date IS NULL OR until_date >= $3::date)),
     dealt AS (
       SELECT episode.id, measure.id AS measure_id, measure.arms, measure.n,
         CASE measure.unit WHEN 'week' THEN ${lot(`measure.seed || '/' || to_char($3::date, 'IYYY-IW')`)}
           ELSE row_number() OVER (PARTITION BY episode.area_type ORDER BY md5(measure.seed || '/' || episode.resident_id), episode.id) - 1
             + ${lot(`measure.seed || '/' || $1::text || '/' || coalesce(episode.area_type::text, '-')`)} END AS turn
       FROM screening.episodes AS episode CROSS JOIN measure
       WHERE episode.batch_id = $1::bigint AND episode.programme = $2 AND episode.arm IS NULL)
     UPDATE screening.episodes AS episode SET intervention_id = dealt.measure_id, arm = dealt.arms[1 + (dealt.turn % dealt.n)::int]
     FROM dealt WHERE dealt.id = episode.id`,
    [batchId, programme, today],
  );
}

/** A number from 0 on that a text decides. */
function lot(text: string): string {
  return `('x' || substr(md5(${text}), 1, 7))::bit(28)::int`;
}
