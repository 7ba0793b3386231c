import { compileToSql, Parameters, STAGE, type Definition } from '@kallelse/eligibility';
import { addMonths, toDay, toPlainDate, type PlainDate } from '@kallelse/kernel';
import { registerFacts } from '@kallelse/population';
import type { EntityManager } from 'typeorm';
import { Observed, type AnswerCount, type GapCount } from '../../domain/forecast/observed';

/** Months that an invitation has to be answered in, to be known of. */
const FOLLOWED = 12;

/**
 * How those answered who were invited in the year that ended a year before a day, and in how many months those are due
 * again who took a test in the last year. Protected residents are counted without their area type.
 */
export async function observe(
  tx: EntityManager,
  { definition, asOf }: { readonly definition: Definition; readonly asOf: PlainDate },
): Promise<Observed> {
  const before = (months: number): PlainDate => toPlainDate(addMonths(toDay(asOf), -months));
  const methods = definition.countsTests ?? null;
  const answers = await tx.query<AnswerCount[]>(
    `SELECT band, "areaType", CASE WHEN days IS NOT NULL THEN least(11, days / 30) END AS lag, count(*)::int AS count FROM (
       SELECT (extract(year FROM age(sent.from_date, facts.birth_date))::int / 10) * 10 AS band,
         CASE WHEN hidden.resident_id IS NULL THEN facts.area_type END AS "areaType",
         (SELECT min(test.from_date) FROM screening.events AS test WHERE test.resident_id = sent.resident_id AND test.programme = $1
            AND test.type = 'test' AND test.superseded_at IS NULL AND ($4::text[] IS NULL OR test.method = ANY ($4::text[]))
            AND test.from_date >= sent.from_date AND test.from_date < sent.from_date + interval '${FOLLOWED} months') - sent.from_date AS days
       FROM screening.events AS sent JOIN screening.resident_facts AS facts USING (resident_id)
       LEFT JOIN screening.resident_reach AS hidden ON hidden.resident_id = sent.resident_id AND hidden.protection <> 'none'
       WHERE sent.programme = $1 AND sent.type = 'invitation' AND sent.superseded_at IS NULL
         AND sent.from_date >= $2::date AND sent.from_date < $3::date) AS followed
     GROUP BY 1, 2, 3`,
    [definition.programme, before(2 * FOLLOWED), before(FOLLOWED), methods],
  );
  return new Observed(answers, await gaps(tx, definition, asOf, before(FOLLOWED)));
}

/** Most of those tested in the last year who are looked at; a sample says as much. */
const MOST_TESTED = 20_000;

/** After how many months those are due again who took a test in the last year; the decision of the day tells. */
async function gaps(
  tx: EntityManager,
  definition: Definition,
  asOf: PlainDate,
  since: PlainDate,
): Promise<GapCount[]> {
  const parameters = new Parameters();
  const day = parameters.day(toDay(asOf));
  const methods = definition.countsTests
    ? ` AND method = ANY (${parameters.add(definition.countsTests, 'text[]')})`
    : '';
  const tested = `SELECT resident_id FROM (SELECT DISTINCT resident_id FROM screening.events
    WHERE programme = ${parameters.add(definition.programme, 'text')} AND type = 'test' AND superseded_at IS NULL${methods}
      AND from_date >= ${parameters.day(toDay(since))} AND from_date < ${day}) AS tested ORDER BY hashint8(resident_id) LIMIT ${MOST_TESTED}`;
  const source = registerFacts(definition.programme, asOf, () => `r.resident_id IN (${tested})`);
  const { text } = compileToSql(definition, asOf, {
    source,
    carry: ['birth_date', 'test_dates'],
    parameters,
  });
  return tx.query<GapCount[]>(
    `SELECT (extract(year FROM age(${day}, birth_date))::int / 10) * 10 AS band,
       round((due_on - test_dates[1]) / 30.4375)::int AS gap, count(*)::int AS count
     FROM (${text}) AS decided
     WHERE (stage = ${STAGE.hold} AND s_path >= 0) OR (stage = ${STAGE.invite} AND due_on IS NOT NULL) GROUP BY 1, 2`,
    [...parameters.values],
  );
}
