import { ProblemError, today, toDay, toPlainDate, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { Intervention, Interventions } from '@kallelse/programmes';
import { compareArms, type ArmCount, type ArmRow } from '../domain/arm-comparison';

/** Days that everybody counted has had to take part. */
export const FOLLOWED_DAYS = 90;

/** What came of a measure: for the office itself, by arm and area type. */
export interface InterventionResult {
  readonly intervention: Intervention;
  /** Rounds invited up to this day are counted: later ones have not had their time. */
  readonly invitedUntil: string;
  readonly arms: readonly string[];
  readonly rows: readonly ArmRow[];
}

/** Sides of a measure in districts, the first compared with. */
const SIDES = ['elsewhere-before', 'elsewhere-during', 'here-before', 'here-during'];

/**
 * Compares participation within 90 days: by the arm that was drawn, each round with those it was drawn among; of a measure in
 * districts before and during it, there and elsewhere. Always by area type: one number over all could hide that a gap widens.
 */
export class AnalyseIntervention {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly interventions: Interventions,
  ) {}

  /** @throws ProblemError INTERVENTION_UNKNOWN, INTERVENTION_IMMATURE when nobody has had the whole time yet */
  async run(name: string): Promise<InterventionResult> {
    const intervention = await this.interventions.show(name);
    const invitedUntil = toPlainDate(toDay(today(this.clock)) - FOLLOWED_DAYS);
    const counts = await this.count(intervention, invitedUntil);
    if (counts.length === 0)
      throw new ProblemError(
        'INTERVENTION_IMMATURE',
        `nobody of ${intervention.name} has had ${FOLLOWED_DAYS} days yet`,
        {
          fix: `ask again ${FOLLOWED_DAYS} days after the first letters`,
        },
      );
    const arms = intervention.arms ?? SIDES;
    return { intervention, invitedUntil, arms, rows: compareArms(counts, arms) };
  }

  private count(
    { id, arms, programme, from, until, districts }: Intervention,
    last: string,
  ): Promise<ArmCount[]> {
    const isDrawn = Boolean(arms);
    const side = isDrawn
      ? 'episode.arm'
      : `CASE WHEN episode.district = ANY ($3::text[]) THEN 'here' ELSE 'elsewhere' END || CASE WHEN episode.handed_over_on >= $4::date THEN '-during' ELSE '-before' END`;
    // As long before as it has lasted, so that both are of the same length.
    const which = isDrawn
      ? 'episode.intervention_id = $3::int'
      : `episode.programme = $5 AND episode.handed_over_on <= coalesce($6::date, $2::date)
         AND episode.handed_over_on >= $4::date - (least(coalesce($6::date, $2::date), $2::date) - $4::date + 1)`;
    return this.databases.query<ArmCount>(
      'kallelse_publisher',
      `SELECT episode.area_type AS "areaType", ${side} AS arm, count(*)::int AS invited,
         count(*) FILTER (WHERE episode.participated_on - episode.handed_over_on <= $1::int)::int AS participated
       FROM screening.episodes AS episode WHERE episode.handed_over_on <= $2::date AND ${which}
         AND coalesce(episode.close_reason, '') NOT IN ('undeliverable', 'annulled', 'merged') GROUP BY 1, 2`,
      [FOLLOWED_DAYS, last, ...(isDrawn ? [id] : [districts, from, programme, until ?? null])],
    );
  }
}
