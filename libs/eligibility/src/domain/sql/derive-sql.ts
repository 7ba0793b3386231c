import type { Day } from '@kallelse/kernel';
import { ORGANS } from '../residents/resident';
import type { Parameters } from './parameters';
import type { SourceTable } from './source-tables';

/** Which facts to derive: as of when, as known when, for whom, from where. */
export interface Derivation {
  /** Schema of the source tables. */
  readonly schema: string;
  /** `infinity` derives the read model: everything that has been recorded counts. */
  readonly asOf: Day | 'infinity';
  /** Ignore what was recorded after this day. */
  readonly knownAt?: Day;
  /** A subselect of resident ids; absent: everyone. */
  readonly scope?: string;
  /** Only residents with an id in this range; narrows `scope`, so that nobody else's rows are looked at. */
  readonly ids?: IdRange;
  /** Only this programme; absent: every programme, one row each. */
  readonly programme?: string;
  /**
   * Where districts are kept, and the day whose edition counts: an unknown code is no district, and the area type is
   * the district's. Absent: the source rows say so themselves.
   */
  readonly districts?: { readonly table: string; readonly on: Day };
}

/** A piece of the register by internal ids, both ends included. */
export interface IdRange {
  readonly first: number;
  readonly last: number;
}

/** The condition that a column is in a piece of the register; begins with AND. */
export function inRangeSql(column: string, ids: IdRange | undefined, parameters: Parameters): string {
  if (!ids) return '';
  return ` AND ${column} BETWEEN ${parameters.add(ids.first, 'bigint')} AND ${parameters.add(ids.last, 'bigint')}`;
}

/** Shared words of both derivations. */
class Sources {
  readonly asOf: string;

  constructor(
    private readonly derivation: Derivation,
    readonly parameters: Parameters,
  ) {
    const { asOf } = derivation;
    this.asOf = asOf === 'infinity' ? `'infinity'::date` : parameters.day(asOf);
  }

  /** The known rows of a source as a subselect, for the residents in scope. */
  rows(table: SourceTable, condition = 'true'): string {
    const { schema, scope, programme, ids } = this.derivation;
    const forProgramme =
      programme !== undefined && hasProgramme(table)
        ? ` AND (programme = ${this.parameters.add(programme, 'text')} OR programme IS NULL)`
        : '';
    const inScope = scope === undefined ? '' : ` AND resident_id IN (${scope})`;
    const forScope = `${inRangeSql('resident_id', ids, this.parameters)}${inScope}`;
    return `(SELECT * FROM ${schema}.${table} WHERE ${this.known()}${forScope}${forProgramme} AND ${condition})`;
  }

  private known(): string {
    const { knownAt } = this.derivation;
    if (knownAt === undefined) return 'superseded_at IS NULL';
    const end = `(${this.parameters.day(knownAt + 1)}::timestamp AT TIME ZONE 'Europe/Stockholm')`;
    return `recorded_at < ${end} AND (superseded_at IS NULL OR superseded_at >= ${end})`;
  }
}

function hasProgramme(table: SourceTable): boolean {
  return table === 'events' || table === 'opt_outs' || table === 'manual_routes';
}

/**
 * Derives the resident part of the fact relation (RESIDENT_COLUMNS; `exact_from`, the last day mentioned as a beginning
 * or a withdrawal, and `exact_until`, the last day of the edition of the district: between them the row holds).
 */
export function deriveResidentFacts(derivation: Derivation, parameters: Parameters): string {
  const sources = new Sources(derivation, parameters);
  const organColumns = ORGANS.flatMap((organ) => {
    const spoken = `FILTER (WHERE counts AND ('${organ}' = ANY (present) OR '${organ}' = ANY (absent)))`;
    const state = `CASE WHEN '${organ}' = ANY (present) THEN 'present' ELSE 'absent' END`;
    return [
      `(array_agg(${state} ORDER BY ${ORGAN_ORDER}) ${spoken})[1] AS organ_${organ}`,
      `(array_agg(source ORDER BY ${ORGAN_ORDER}) ${spoken})[1] AS organ_${organ}_basis`,
    ];
  });
  return (
    `SELECT born.resident_id, born.birth_date, residency.status AS residency_status, residency.since AS residency_since, ` +
    `residency.region, residency.municipality, ${districtColumns(derivation)}, ` +
    ORGANS.map((organ) => `organs.organ_${organ}, organs.organ_${organ}_basis, `).join('') +
    `own_attributes.attributes, enquiries.enquiry_last, coalesce(enquiries.enquiry_count, 0) AS enquiry_count, ` +
    `greatest(born.begins, organs.begins, own_attributes.begins, enquiries.enquiry_last${districtBegins(derivation)}) AS exact_from, ` +
    `${derivation.districts ? 'district.ends' : 'NULL::date'} AS exact_until ` +
    `FROM (SELECT resident_id, (array_agg(birth_date ORDER BY seq DESC))[1] AS birth_date, ` +
    `coalesce(max(from_date), '-infinity') AS begins FROM ${sources.rows('residencies')} AS versions GROUP BY resident_id) AS born ` +
    `LEFT JOIN (${coveringResidency(sources)}) AS residency USING (resident_id) ` +
    districtJoin(derivation, parameters) +
    `LEFT JOIN (SELECT resident_id, ${organColumns.join(', ')}, greatest(max(effective), max(withdrawn)) AS begins ` +
    `FROM (SELECT *, effective <= ${sources.asOf} AND (withdrawn IS NULL OR withdrawn > ${sources.asOf}) AS counts ` +
    `FROM ${sources.rows('organ_statements')} AS statement) AS statements GROUP BY resident_id) AS organs USING (resident_id) ` +
    `LEFT JOIN (${ownAttributes(sources)}) AS own_attributes USING (resident_id) ` +
    `LEFT JOIN (SELECT resident_id, max(from_date) AS enquiry_last, count(*)::int AS enquiry_count ` +
    `FROM ${sources.rows('events', `type = 'enquiry' AND programme IS NULL AND from_date <= ${sources.asOf}`)} AS asked ` +
    `GROUP BY resident_id) AS enquiries USING (resident_id)`
  );
}

/** Explicit statements first, then screening events, then presumptions; the latest of equals. */
const ORGAN_ORDER =
  `CASE source WHEN 'presumed' THEN 2 WHEN 'screening-event' THEN 1 ELSE 0 END, ` +
  `effective DESC, recorded DESC, seq DESC`;

const COVERING = `ORDER BY resident_id, from_date DESC NULLS LAST, recorded DESC NULLS LAST, seq DESC`;

function covers(asOf: string): string {
  return `(from_date IS NULL OR from_date <= ${asOf}) AND (until_date IS NULL OR until_date >= ${asOf})`;
}

function coveringResidency(sources: Sources): string {
  return (
    `SELECT DISTINCT ON (resident_id) resident_id, status, since, region, municipality, district, area_type ` +
    `FROM ${sources.rows('residencies', covers(sources.asOf))} AS covering ${COVERING}`
  );
}

function districtColumns({ districts }: Derivation): string {
  return districts ? 'district.district, district.area_type' : 'residency.district, residency.area_type';
}

function districtBegins({ districts }: Derivation): string {
  return districts ? ', district.begins' : '';
}

function districtJoin({ districts }: Derivation, parameters: Parameters): string {
  if (!districts) return '';
  return `LEFT JOIN ${editionsOn(districts.table, parameters.day(districts.on))} AS district ON district.code = residency.district `;
}

/**
 * What every district code means on a day, as a subselect: `district` and `area_type` of the edition that holds then
 * (null: none does), and the first and last day (null: open) on which it means that.
 */
export function editionsOn(table: string, on: string): string {
  return (
    `(SELECT code, max(code) FILTER (WHERE holds) AS district, max(area_type) FILTER (WHERE holds) AS area_type, ` +
    `coalesce(max(valid_from) FILTER (WHERE holds), max(valid_to) FILTER (WHERE valid_to < ${on}) + 1) AS begins, ` +
    `CASE WHEN bool_or(holds) THEN max(valid_to) FILTER (WHERE holds) ELSE min(valid_from) FILTER (WHERE valid_from > ${on}) - 1 END AS ends ` +
    `FROM (SELECT code, area_type, valid_from, valid_to, valid_from <= ${on} AND (valid_to IS NULL OR valid_to >= ${on}) AS holds ` +
    `FROM ${table}) AS edition GROUP BY code)`
  );
}

function ownAttributes(sources: Sources): string {
  return (
    `SELECT resident_id, jsonb_object_agg(name, entries) AS attributes, max(begins) AS begins FROM (` +
    `SELECT resident_id, name, max(from_date) AS begins, jsonb_agg(jsonb_strip_nulls(jsonb_build_object('v', value, 'u', until_date)) ` +
    `ORDER BY from_date DESC NULLS LAST, recorded DESC NULLS LAST, seq DESC) AS entries ` +
    `FROM ${sources.rows('attributes', `(from_date IS NULL OR from_date <= ${sources.asOf})`)} AS given ` +
    `GROUP BY resident_id, name) AS by_name GROUP BY resident_id`
  );
}

/** Derives the programme part of the fact relation (PROGRAMME_COLUMNS, `programme` and `exact_from`), one row per resident and programme with history. */
export function deriveProgrammeFacts(derivation: Derivation, parameters: Parameters): string {
  const sources = new Sources(derivation, parameters);
  const { asOf } = sources;
  return (
    `WITH own_events AS MATERIALIZED ${sources.rows('events', 'programme IS NOT NULL')}, ` +
    `own_opt_outs AS MATERIALIZED ${sources.rows('opt_outs')}, ` +
    `keys AS (SELECT resident_id, programme, max(begins) AS exact_from FROM (` +
    `SELECT resident_id, programme, CASE WHEN type = 'booking' THEN '-infinity' ELSE from_date END AS begins FROM own_events ` +
    `UNION ALL SELECT resident_id, programme, greatest(from_date, revoked) FROM own_opt_outs ` +
    `UNION ALL SELECT resident_id, programme, from_date FROM ${sources.rows('manual_routes')} AS routes) AS mentioned GROUP BY resident_id, programme) ` +
    `SELECT keys.resident_id, keys.programme, keys.exact_from, tests.test_dates, tests.test_methods, tests.test_results, ` +
    `tests.test_values, tests.test_counts, others.invitations, others.own_enquiry_last, coalesce(others.own_enquiry_count, 0) AS own_enquiry_count, ` +
    `refusals.opt_out_until, others.deferral_until, others.care_until, others.booking_last, rounds.episode_until, ` +
    `lists.control_lists, lists.control_until, routes.manual_kinds, routes.manual_codes, routes.manual_until, routes.manual_places ` +
    `FROM keys ` +
    [
      ['tests', testArrays(asOf)],
      ['others', otherEvents(asOf)],
      ['lists', controlLists(asOf)],
      ['rounds', openRounds(asOf)],
      ['refusals', refusals(asOf)],
      ['routes', manualRoutes(sources)],
    ]
      .map(([name, text]) => `LEFT JOIN (${text ?? ''}) AS ${name ?? ''} USING (resident_id, programme)`)
      .join(' ')
  );
}

/** One entry per method and result, the latest test first: it serves lastTest and every named selection. */
function testArrays(asOf: string): string {
  const order = 'ORDER BY last_date DESC, last_seq DESC';
  const latest = 'ORDER BY from_date DESC, seq DESC';
  return (
    `SELECT resident_id, programme, array_agg(last_date ${order}) AS test_dates, array_agg(method ${order}) AS test_methods, ` +
    `array_agg(result ${order}) AS test_results, array_agg(last_value ${order}) AS test_values, array_agg(tests ${order}) AS test_counts ` +
    `FROM (SELECT resident_id, programme, method, result, count(*)::int AS tests, max(from_date) AS last_date, ` +
    `(array_agg(seq ${latest}))[1] AS last_seq, (array_agg(value ${latest}))[1] AS last_value FROM own_events ` +
    `WHERE type = 'test' AND from_date <= ${asOf} GROUP BY resident_id, programme, method, result) AS groups GROUP BY resident_id, programme`
  );
}

function otherEvents(asOf: string): string {
  const begun = (type: string): string => `FILTER (WHERE type = '${type}' AND from_date <= ${asOf})`;
  return (
    `SELECT resident_id, programme, array_agg(from_date ORDER BY from_date DESC) ${begun('invitation')} AS invitations, ` +
    `max(from_date) ${begun('enquiry')} AS own_enquiry_last, (count(*) ${begun('enquiry')})::int AS own_enquiry_count, ` +
    `max(coalesce(until_date, 'infinity')) ${begun('deferral')} AS deferral_until, ` +
    `max(coalesce(until_date, 'infinity')) ${begun('care')} AS care_until, ` +
    `max(from_date) FILTER (WHERE type = 'booking') AS booking_last ` +
    `FROM own_events WHERE type IN ('invitation', 'enquiry', 'deferral', 'care', 'booking') GROUP BY resident_id, programme`
  );
}

function controlLists(asOf: string): string {
  return (
    `SELECT resident_id, programme, array_agg(list ORDER BY list) AS control_lists, array_agg(until_date ORDER BY list) AS control_until ` +
    `FROM (SELECT resident_id, programme, list, max(coalesce(until_date, 'infinity')) AS until_date FROM own_events ` +
    `WHERE type = 'control-list' AND from_date <= ${asOf} GROUP BY resident_id, programme, list) AS memberships GROUP BY resident_id, programme`
  );
}

/** A round is closed by an opt-out from it that is dated within it and not revoked. */
function openRounds(asOf: string): string {
  return (
    `SELECT resident_id, programme, max(coalesce(until_date, 'infinity')) AS episode_until FROM own_events AS round ` +
    `WHERE type = 'episode' AND from_date <= ${asOf} AND NOT EXISTS (SELECT 1 FROM own_opt_outs AS refusal ` +
    `WHERE refusal.resident_id = round.resident_id AND refusal.programme = round.programme AND refusal.kind = 'episode' ` +
    `AND refusal.from_date <= ${asOf} AND (refusal.revoked IS NULL OR refusal.revoked > ${asOf}) ` +
    `AND refusal.from_date BETWEEN round.from_date AND coalesce(round.until_date, 'infinity')) GROUP BY resident_id, programme`
  );
}

function refusals(asOf: string): string {
  return (
    `SELECT resident_id, programme, max(coalesce(until_date, 'infinity')) AS opt_out_until FROM own_opt_outs ` +
    `WHERE kind <> 'episode' AND from_date <= ${asOf} AND (revoked IS NULL OR revoked > ${asOf}) GROUP BY resident_id, programme`
  );
}

function manualRoutes(sources: Sources): string {
  const order = 'ORDER BY place';
  return (
    `SELECT resident_id, programme, array_agg(kind ${order}) AS manual_kinds, array_agg(code ${order}) AS manual_codes, ` +
    `array_agg(coalesce(until_date, 'infinity') ${order}) AS manual_until, array_agg(place ${order}) AS manual_places ` +
    `FROM ${sources.rows('manual_routes', `from_date <= ${sources.asOf}`)} AS route GROUP BY resident_id, programme`
  );
}
