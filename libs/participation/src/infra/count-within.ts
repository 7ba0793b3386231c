import { ProblemError, type PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import type { DistrictParticipation } from '../domain/participation-table';

/** Months after the invitation within which participation is asked for, as NKCx and CanScreen5 do. */
export const WITHIN_MONTHS = [3, 6, 12] as const;
export type WithinMonths = (typeof WITHIN_MONTHS)[number];

const DAYS: Readonly<Record<WithinMonths, 90 | 180 | 365>> = { 3: 90, 6: 180, 12: 365 };

/** The months of invitation that are old enough for everybody in them to have had the whole time. */
export interface Cohorts {
  /** First days of the first and the last of them. */
  readonly first: PlainDate;
  readonly last: PlainDate;
  /** Invited in months that are not: left out, since their participation would seem low. */
  readonly leftOut: number;
}

export interface WithinRequest {
  readonly programme: string;
  readonly from?: PlainDate;
  readonly until?: PlainDate;
  readonly within: WithinMonths;
}

const CHOSEN = `cell.programme = $1 AND ($2::date IS NULL OR cell.cohort >= date_trunc('month', $2::date))
  AND ($3::date IS NULL OR cell.cohort <= date_trunc('month', $3::date))`;
/** The last day of a month, and the whole time after it, are over. */
const MATURE = `(cell.cohort + interval '1 month' - interval '1 day')::date + $4::int <= $5::date`;

function valuesOf({ programme, from, until, within }: WithinRequest, today: PlainDate): unknown[] {
  return [programme, from ?? null, until ?? null, DAYS[within], today];
}

/** @throws ProblemError PARTICIPATION_IMMATURE when no cohort is old enough, PARTICIPATION_NOBODY when nobody was invited */
export async function matureCohorts(
  tx: EntityManager,
  request: WithinRequest,
  today: PlainDate,
): Promise<Cohorts> {
  const [row] = await tx.query<
    {
      first: PlainDate | null;
      last: PlainDate | null;
      left_out: number;
      any: number;
      next: PlainDate | null;
    }[]
  >(
    `SELECT min(cohort) FILTER (WHERE ${MATURE}) AS first, max(cohort) FILTER (WHERE ${MATURE}) AS last,
       coalesce(sum(invited) FILTER (WHERE NOT ${MATURE}), 0)::int AS left_out, count(*)::int AS any,
       (min(cohort) + interval '1 month' - interval '1 day')::date + $4::int AS next
     FROM analytics.cube AS cell WHERE ${CHOSEN}`,
    valuesOf(request, today),
  );
  if (row?.first && row.last) return { first: row.first, last: row.last, leftOut: row.left_out };
  if (!row || row.any === 0)
    throw new ProblemError(
      'PARTICIPATION_NOBODY',
      `nobody was invited to ${request.programme} in this time`,
      {
        fix: 'choose another time: --from and --until',
      },
    );
  throw new ProblemError(
    'PARTICIPATION_IMMATURE',
    `no month of invitations is old enough for participation within ${request.within} months`,
    { fix: `the first will be on ${row.next ?? 'a later day'}; ask for a shorter time after the invitation` },
  );
}

/** Invited and participated in time by district, of cohorts that are old enough; under the latest name of the district. */
export function countWithin(
  tx: EntityManager,
  request: WithinRequest,
  today: PlainDate,
): Promise<DistrictParticipation[]> {
  return tx.query(
    `WITH counted AS (
       SELECT cell.district, (array_agg(cell.area_type ORDER BY cell.cohort DESC))[1] AS "areaType", sum(invited)::int AS invited,
         sum(within_${DAYS[request.within]})::int AS participated
       FROM analytics.cube AS cell WHERE ${CHOSEN} AND ${MATURE}
       GROUP BY cell.district HAVING sum(invited) > 0)
     SELECT counted.*, (SELECT edition.name FROM analytics.districts AS edition WHERE edition.code = counted.district
       ORDER BY edition.valid_from DESC, edition.vintage DESC LIMIT 1) AS name
     FROM counted ORDER BY district NULLS LAST`,
    valuesOf(request, today),
  );
}
