import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';

/** What a hand-written query of one version speaks of. */
export interface HandWrittenVersion {
  readonly asOf: PlainDate;
  readonly minAge: number;
  /** Interval before 50, as PostgreSQL writes it: `5 years`. */
  readonly intervalYounger: string;
}

/** A row of one of its three countings; what does not belong to that counting is null. */
export interface HandWrittenGroup {
  readonly part: 'reasons' | 'place' | 'birth-year';
  readonly status: string;
  /** Reason codes, each once, comma between. */
  readonly reasons: string | null;
  /** Month due, `YYYY-MM`; null: now, or never. */
  readonly month: string | null;
  readonly municipality: string | null;
  readonly district: string | null;
  readonly area_type: number | null;
  readonly birth_year: number | null;
  readonly count: number;
}

/**
 * What a simulation counts of one version of the cervical programme, as somebody who knows SQL and these tables would
 * write it: the baseline of simulations, run once for each of two versions. Settings as a simulation has them. Right
 * where every row is exact on the date, nobody's status is unknown, and nobody has a manual route.
 */
export async function handWrittenSimulation(
  tx: EntityManager,
  { asOf, minAge, intervalYounger }: HandWrittenVersion,
): Promise<HandWrittenGroup[]> {
  await tx.query('SET TRANSACTION READ ONLY');
  await tx.query('SET LOCAL enable_sort = off');
  await tx.query('SET LOCAL hash_mem_multiplier = 100');
  return tx.query<HandWrittenGroup[]>(QUERY, [asOf, minAge, intervalYounger]);
}

const HISTORY = `
  LEFT JOIN LATERAL (
    SELECT bool_or(list = 'after-treatment') AS treated, bool_or(list = 'hpv-high') AS high,
      bool_or(list = 'hpv-medium') AS medium, bool_or(list = 'hpv-low') AS low
    FROM unnest(p.control_lists, p.control_until) AS listed(list, until) WHERE until >= $1::date
  ) AS control ON true
  LEFT JOIN LATERAL (
    SELECT date, result FROM unnest(p.test_dates, p.test_methods, p.test_results) WITH ORDINALITY AS test(date, method, result, place)
    WHERE method = 'hpv' ORDER BY place LIMIT 1
  ) AS test ON true
  LEFT JOIN screening.resident_reach AS reach ON reach.resident_id = r.resident_id AND reach.protection <> 'none'`;

const FACTS = `
  SELECT CASE WHEN reach.resident_id IS NULL THEN r.municipality END AS municipality,
    CASE WHEN reach.resident_id IS NULL THEN r.district END AS district,
    CASE WHEN reach.resident_id IS NULL THEN r.area_type END AS area_type,
    extract(year FROM r.birth_date)::int AS birth_year,
    r.residency_status = 'registered' AS registered, r.organ_cervix = 'present' AS cervix,
    (r.birth_date <= $1::date - make_interval(years => $2::int) AND r.birth_date > $1::date - interval '71 years')
      OR coalesce(control.treated, false)
      OR (coalesce(control.high, false) AND r.birth_date <= $1::date - interval '23 years')
      OR (coalesce(control.medium, false) AND r.birth_date <= $1::date - interval '28 years')
      OR (coalesce(control.low, false) AND r.birth_date <= $1::date - interval '33 years') AS called,
    coalesce(p.opt_out_until >= $1::date, false) AS opted_out,
    coalesce(p.episode_until >= $1::date, false) AS open_round,
    coalesce(p.deferral_until >= $1::date, false) AS deferred,
    coalesce(p.care_until >= $1::date, false) AS in_care,
    coalesce(p.booking_last >= $1::date, false) AS booked,
    greatest(
      CASE WHEN control.treated THEN test.date + interval '1 year' WHEN control.high THEN test.date + interval '18 months'
        WHEN control.medium OR control.low THEN test.date + interval '36 months' WHEN test.result = 'inadequate' THEN test.date
        WHEN r.birth_date > test.date - interval '50 years' THEN test.date + $3::interval
        ELSE test.date + interval '7 years' END,
      CASE WHEN test.date IS NULL OR p.invitations[1] > test.date THEN p.invitations[1] + interval '1 year' END) AS due,
    greatest(r.enquiry_last, p.own_enquiry_last) + interval '1 year' > $1::date AS asked,
    coalesce(r.enquiry_count, 0) + coalesce(p.own_enquiry_count, 0) >= 2 AS asked_enough
  FROM screening.resident_facts AS r
  LEFT JOIN screening.programme_facts AS p ON p.resident_id = r.resident_id AND p.programme = 'cervical'
  ${HISTORY}`;

const FLAGS =
  'registered, called, cervix, opted_out, open_round, deferred, in_care, booked, early, asked, asked_enough';

const QUERY = `
  SELECT CASE part WHEN 3 THEN 'reasons' WHEN 5 THEN 'place' ELSE 'birth-year' END AS part,
    coalesce(status, CASE WHEN NOT registered OR NOT called OR NOT cervix OR opted_out THEN 'not-eligible'
      WHEN held THEN 'hold' WHEN cervix THEN 'invite' WHEN asked OR asked_enough THEN 'hold' ELSE 'enquire' END) AS status,
    CASE WHEN part = 3 THEN
      CASE WHEN NOT registered OR NOT called OR NOT cervix THEN concat_ws(',', CASE WHEN NOT called THEN 'age' END,
          CASE WHEN NOT cervix THEN 'organ.cervix' END, CASE WHEN NOT registered THEN 'residency.status' END)
        WHEN opted_out THEN 'opted-out'
        WHEN held THEN concat_ws(',', CASE WHEN booked THEN 'booked' END, CASE WHEN deferred THEN 'deferred' END,
          CASE WHEN early THEN 'not-due' END, CASE WHEN open_round THEN 'open-round' END, CASE WHEN in_care THEN 'under-care' END)
        WHEN cervix THEN ''
        WHEN asked OR asked_enough THEN concat_ws(',', CASE WHEN asked THEN 'enquiry-not-due' END,
          CASE WHEN asked_enough THEN 'enquiry-unanswered' END)
        ELSE 'organ.cervix' END END AS reasons,
    to_char(month, 'YYYY-MM') AS month, municipality, district, area_type, birth_year, n AS count
  FROM (
    SELECT grouping(registered, district, birth_year)::int AS part, ${FLAGS}, month, status, municipality, district, area_type, birth_year,
      open_round OR deferred OR in_care OR booked OR coalesce(early, false) AS held, count(*)::int AS n
    FROM (
      SELECT *, CASE WHEN early THEN date_trunc('month', due) END AS month,
        CASE WHEN NOT registered OR NOT called OR NOT cervix OR opted_out THEN 'not-eligible'
          WHEN open_round OR deferred OR in_care OR booked OR coalesce(early, false) THEN 'hold'
          WHEN cervix THEN 'invite' WHEN asked OR asked_enough THEN 'hold' ELSE 'enquire' END AS status
      FROM (SELECT *, due > $1::date AS early FROM (${FACTS}) AS facts) AS dated
    ) AS judged
    GROUP BY GROUPING SETS ((${FLAGS}, month), (status, municipality, district, area_type), (status, birth_year))
  ) AS counted`;
