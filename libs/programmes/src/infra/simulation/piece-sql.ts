import {
  Parameters,
  STAGE,
  statusOf,
  type Criterion,
  type DecisionStatus,
  type IdRange,
  type Stage,
} from '@kallelse/eligibility';
import { STATUSES } from '../../domain/simulation/simulation';
import { decisionColumns, pairSql, type PairRequest, type Side } from './pair-sql';

/** Which of the countings a row belongs to, as the number that `grouping` gives. */
export const PART = { draft: 7, base: 11, place: 13, birthYear: 14 } as const;

/** One group of one of the countings of a piece of the register; columns of the other countings are null. */
export interface PieceRow {
  readonly part: (typeof PART)[keyof typeof PART];
  readonly residents: number;
  /** Places in {@link STATUSES}; null for `b` where there is nothing to compare with. */
  readonly d_status: number | null;
  readonly b_status: number | null;
  readonly municipality: string | null;
  readonly district: string | null;
  readonly area_type: number | null;
  readonly birth_year: number | null;
  /** Internal ids of some whom the two decide differently, the lowest; nobody protected. */
  readonly examples: number[] | null;
  /** `any0`, `all0` …: bits of the probes that were true of somebody, of everybody; `d_stage`, `b_r0` … */
  readonly [column: string]: unknown;
}

/** What to ask of a piece beside the decisions. */
export interface PieceQuestions {
  /** Most examples of each change. */
  readonly examples: number;
  readonly probes: readonly Criterion[];
}

/**
 * Decides a piece of the register and counts it four ways at once: by the draft's decision and reasons, by those of the
 * base, and by both statuses with the place and with the birth year. Somebody protected stands in no place.
 */
export function pieceSql(
  request: PairRequest,
  ids: IdRange,
  { examples, probes }: PieceQuestions,
): { readonly text: string; readonly values: unknown[] } {
  const parameters = new Parameters();
  const pair = pairSql(request, ids, probes, parameters);
  const decided = (side: Side, definition: PairRequest['draft']): string[] =>
    [...decisionColumns(definition), 'month'].map((name) => `${side}_${name}`);
  const draft = decided('d', request.draft);
  const base = request.base ? decided('b', request.base) : ['b_stage'];
  const words = Array.from({ length: Math.ceil(probes.length / WORD) }, (_, w) => w);
  const range = `BETWEEN ${parameters.add(ids.first, 'bigint')} AND ${parameters.add(ids.last, 'bigint')}`;
  const moved = 'd_status <> b_status AND NOT is_protected';
  const text = `
    SELECT grouping(d_stage, b_stage, district, birth_year)::int AS part, ${[...draft, ...base].join(', ')},
      d_status, b_status, municipality, district, area_type, birth_year, count(*)::int AS residents,
      CASE WHEN grouping(birth_year) = 0 THEN (SELECT array_agg(id) FROM (
        SELECT id FROM unnest(array_agg(resident_id) FILTER (WHERE ${moved})) AS id ORDER BY id LIMIT ${examples}) AS lowest) END AS examples
      ${words.map((w) => `, bit_or(m${w}) AS any${w}, bit_and(m${w}) AS all${w}`).join('')}
    FROM (
      SELECT *, ${statusSql('d')} AS d_status, ${request.base ? statusSql('b') : 'NULL::int'} AS b_status${request.base ? '' : ', NULL::int AS b_stage'},
        extract(year FROM birth_date)::int AS birth_year
      FROM (
        SELECT ${['resident_id', 'birth_date', ...draft, ...(request.base ? base : []), ...words.map((w) => `m${w}`)].join(', ')},
          hidden.id IS NOT NULL AS is_protected,
          ${PLACE.map((name) => `CASE WHEN hidden.id IS NULL THEN ${name} END AS ${name}`).join(', ')}
        FROM (${pair}) AS pair
        LEFT JOIN (SELECT resident_id AS id FROM screening.resident_reach WHERE protection <> 'none' AND resident_id ${range}) AS hidden
          ON hidden.id = pair.resident_id) AS placed) AS counted
    GROUP BY GROUPING SETS ((${draft.join(', ')}), (${base.join(', ')}),
      (d_status, b_status, municipality, district, area_type), (d_status, b_status, birth_year))`;
  return { text, values: parameters.values };
}

const PLACE = ['municipality', 'district', 'area_type'] as const;

/** Bits in a word of probes, as the compiled statement packs them. */
export const WORD = 52;

/** The status of a side as its place in {@link STATUSES}. */
function statusSql(side: Side): string {
  const stages = Object.values(STAGE).sort((a, b) => a - b);
  const places = stages.map((stage: Stage) => STATUSES.indexOf(statusOf(stage)));
  return `(ARRAY[${places.join(', ')}])[${side}_stage]`;
}

/** The status that a number of a row stands for. */
export function statusAt(place: number | null): DecisionStatus | undefined {
  return place === null ? undefined : STATUSES[place];
}
