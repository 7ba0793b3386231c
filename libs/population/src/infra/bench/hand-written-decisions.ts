import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';

/** A row of the hand-written query. */
export interface HandWrittenCount {
  readonly district: string | null;
  readonly status: string;
  /** Reason codes, each once, in alphabetical order, comma between. */
  readonly reasons: string;
  readonly count: number;
}

/** The programme that the query speaks of, at the parameters it ships with. */
export const HAND_WRITTEN_PROGRAMME = 'cervical';

/**
 * The cervical programme as somebody who knows SQL and these tables would write it for a report: the baseline of
 * compiled decisions. It counts by flags and writes the words afterwards, once a group. Reads the read model only, so it
 * is right where every row is exact on the date, nobody's status is unknown, and nobody has a manual route.
 */
export function handWrittenDecisions(tx: EntityManager, asOf: PlainDate): Promise<HandWrittenCount[]> {
  return tx.query<HandWrittenCount[]>(QUERY, [asOf]);
}

/** Control lists, and the latest test that counts, of those who have any. */
const HISTORY = `
  LEFT JOIN LATERAL (
    SELECT bool_or(list = 'after-treatment') AS treated, bool_or(list = 'hpv-high') AS high,
      bool_or(list = 'hpv-medium') AS medium, bool_or(list = 'hpv-low') AS low
    FROM unnest(p.control_lists, p.control_until) AS listed(list, until) WHERE until >= $1::date
  ) AS control ON true
  LEFT JOIN LATERAL (
    SELECT date, result FROM unnest(p.test_dates, p.test_methods, p.test_results) WITH ORDINALITY AS test(date, method, result, place)
    WHERE method = 'hpv' ORDER BY place LIMIT 1
  ) AS test ON true`;

/** What the rule asks about everyone, a row a resident; `$1` is the as-of date. */
export const HAND_WRITTEN_FACTS = `
  SELECT r.resident_id, r.district, r.residency_status = 'registered' AS registered, r.organ_cervix = 'present' AS cervix,
    (r.birth_date <= $1::date - interval '23 years' AND r.birth_date > $1::date - interval '71 years')
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
        WHEN r.birth_date > test.date - interval '50 years' THEN test.date + interval '5 years'
        ELSE test.date + interval '7 years' END,
      CASE WHEN test.date IS NULL OR p.invitations[1] > test.date THEN p.invitations[1] + interval '1 year' END) > $1::date AS early,
    greatest(r.enquiry_last, p.own_enquiry_last) + interval '1 year' > $1::date AS asked,
    coalesce(r.enquiry_count, 0) + coalesce(p.own_enquiry_count, 0) >= 2 AS asked_enough
  FROM screening.resident_facts AS r
  LEFT JOIN screening.programme_facts AS p ON p.resident_id = r.resident_id AND p.programme = '${HAND_WRITTEN_PROGRAMME}'
  ${HISTORY}`;

const FLAGS = `registered, called, cervix, opted_out, open_round, deferred, in_care, booked, early, asked, asked_enough`;

const QUERY = `
  SELECT district, status, reasons, sum(n)::int AS count FROM (
    SELECT district, n,
      CASE WHEN NOT registered OR NOT called OR NOT cervix OR opted_out THEN 'not-eligible'
        WHEN held THEN 'hold' WHEN cervix THEN 'invite' WHEN asked OR asked_enough THEN 'hold' ELSE 'enquire' END AS status,
      CASE WHEN NOT registered OR NOT called OR NOT cervix THEN concat_ws(',', CASE WHEN NOT called THEN 'age,controlList' END,
          CASE WHEN NOT cervix THEN 'organ.cervix' END, CASE WHEN NOT registered THEN 'residency.status' END)
        WHEN opted_out THEN 'opted-out'
        WHEN held THEN concat_ws(',', CASE WHEN booked THEN 'booked' END, CASE WHEN deferred THEN 'deferred' END,
          CASE WHEN early THEN 'not-due' END, CASE WHEN open_round THEN 'open-round' END, CASE WHEN in_care THEN 'under-care' END)
        WHEN cervix THEN ''
        WHEN asked OR asked_enough THEN concat_ws(',', CASE WHEN asked THEN 'enquiry-not-due' END,
          CASE WHEN asked_enough THEN 'enquiry-unanswered' END)
        ELSE 'organ.cervix' END AS reasons
    FROM (
      SELECT *, open_round OR deferred OR in_care OR booked OR coalesce(early, false) AS held
      FROM (SELECT district, ${FLAGS}, count(*) AS n FROM (${HAND_WRITTEN_FACTS}) AS facts GROUP BY district, ${FLAGS}) AS grouped
    ) AS judged
  ) AS told GROUP BY district, status, reasons`;
