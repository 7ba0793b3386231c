import { parseResident, type Resident } from '@kallelse/eligibility';
import { dateInStockholm, ProblemError, toDay, type PlainDate } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { DISTRICTS } from '../infra/register/refresh-facts';

/** Runs a statement that reads sources, in whatever transaction the caller has. */
export type RunSql = (text: string, values: unknown[]) => Promise<unknown>;

/** Reads the dated facts of one resident from the sources, as the rule engine takes them. */
export class ResidentFactsReader {
  constructor(private readonly databases: Databases) {}

  /** See {@link readResidentFacts}. */
  read(residentId: number, asOf: PlainDate, known: Known = {}): Promise<Resident> {
    const run: RunSql = (text, values) => this.databases.query('kallelse_selection', text, values);
    return readResidentFacts(run, residentId, asOf, known);
  }

  /** As they are now of those of the ids that somebody has, in no order; all in memory at once. */
  async readAll(residentIds: readonly number[], asOf: PlainDate): Promise<Resident[]> {
    const rows = await this.databases.query<FactsRow>('kallelse_selection', FACTS, [
      ...[residentIds, asOf, null, null, []],
    ]);
    return rows.map((row) => parsed(row, asOf));
  }
}

/** What of the sources counts. */
export interface Known {
  /**
   * What was recorded after this day or instant, or superseded by it, is read as it was then; absent: as it is now.
   * Instants are whole milliseconds.
   */
  readonly at?: PlainDate | Date;
  /** References of Kallelse's own events to leave out: what a decision brought about is none of its grounds. */
  readonly without?: readonly string[];
}

/**
 * Reads the sources of one resident.
 * @throws ProblemError RESIDENT_UNKNOWN when nobody has this id (or had it then)
 */
export async function readResidentFacts(
  run: RunSql,
  residentId: number,
  asOf: PlainDate,
  { at, without = [] }: Known = {},
): Promise<Resident> {
  const end = at instanceof Date ? { day: null, instant: new Date(at.getTime() + 1) } : { day: at ?? null };
  const rows = (await run(FACTS, [
    ...[[residentId], asOf, end.day, end.instant ?? null, [...without]],
  ])) as FactsRow[];
  const [row] = rows;
  if (!row) {
    const when = at === undefined ? '' : ` on ${at instanceof Date ? dateInStockholm(at) : at}`;
    throw new ProblemError('RESIDENT_UNKNOWN', `no resident has this internal id${when}`, {
      fix: 'find the id with: kallelse residents search',
    });
  }
  return parsed(row, asOf);
}

interface FactsRow {
  readonly id: number;
  readonly facts: object;
  readonly places: readonly number[];
}

function parsed({ id, facts, places }: FactsRow, asOf: PlainDate): Resident {
  const resident = parseResident(facts, toDay(asOf));
  if (!resident.ok) {
    const where = resident.issues.map(({ path, message }) => `${path} ${message}`).join('; ');
    throw new ProblemError('RESIDENT_FACTS', `the facts of resident ${id} cannot be read: ${where}`);
  }
  const manual = resident.value.manual.map((route, i) => ({ ...route, index: places[i] ?? i }));
  return { ...resident.value, manual };
}

/** What lies at or after this instant is not known; null: everything is. */
const END = `coalesce($4::timestamptz, ($3::date + 1)::timestamp AT TIME ZONE 'Europe/Stockholm')`;

const KNOWN = `resident_id = wanted.id AND CASE WHEN ${END} IS NULL THEN superseded_at IS NULL ELSE
  recorded_at < ${END} AND (superseded_at IS NULL OR superseded_at >= ${END}) END`;

function list(table: string, object: string, { order = 'seq', where = 'true' } = {}): string {
  return `(SELECT coalesce(jsonb_agg(jsonb_strip_nulls(${object}) ORDER BY ${order}), '[]') FROM screening.${table} WHERE ${KNOWN} AND ${where})`;
}

/** The sources of each resident as the JSON of interfaces.md ("Resident facts"). */
const FACTS = `
  SELECT wanted.id, jsonb_build_object(
    'id', wanted.id::text,
    'birthDate', (SELECT birth_date FROM screening.residencies WHERE ${KNOWN} ORDER BY seq DESC LIMIT 1),
    'residencies', (
      SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('status', status, 'since', since, 'region', version.region,
        'municipality', municipality, 'district', edition.code, 'areaType', edition.area_type, 'from', from_date,
        'until', until_date)) ORDER BY seq), '[]')
      FROM screening.residencies AS version LEFT JOIN ${DISTRICTS} AS edition ON edition.code = version.district
        AND edition.valid_from <= $2::date AND (edition.valid_to IS NULL OR edition.valid_to >= $2::date)
      WHERE ${KNOWN}),
    'organs', (
      SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('organ', organ, 'state', state, 'source', source,
        'effective', effective, 'withdrawn', withdrawn, 'recorded', recorded)) ORDER BY seq, organ), '[]')
      FROM screening.organ_statements CROSS JOIN LATERAL (
        SELECT unnest(present) AS organ, 'present' AS state UNION ALL SELECT unnest(absent), 'absent') AS spoken WHERE ${KNOWN}),
    'optOuts', ${list('opt_outs', `jsonb_build_object('programme', programme, 'kind', kind, 'from', from_date, 'until', until_date, 'revoked', revoked)`)},
    'events', ${list(
      'events',
      `jsonb_build_object('programme', programme, 'type', type, 'method', method, 'result', result, 'value', value, 'list', list) ||
       CASE WHEN type IN ('test', 'invitation', 'booking', 'enquiry') THEN jsonb_build_object('date', from_date)
       ELSE jsonb_build_object('from', from_date, 'until', until_date) END`,
      { where: '(ref IS NULL OR ref <> ALL ($5::text[]))' },
    )},
    'attributes', ${list('attributes', `jsonb_build_object('name', name, 'value', value, 'from', from_date, 'until', until_date, 'recorded', recorded)`)},
    'manual', ${list('manual_routes', `jsonb_build_object('programme', programme, 'kind', kind, 'code', code, 'from', from_date, 'until', until_date)`, { order: 'place' })}
  ) AS facts,
  (SELECT coalesce(array_agg(place ORDER BY place), '{}') FROM screening.manual_routes WHERE ${KNOWN}) AS places
  FROM unnest($1::bigint[]) AS wanted(id)
  WHERE EXISTS (SELECT 1 FROM screening.residencies WHERE ${KNOWN})`;
