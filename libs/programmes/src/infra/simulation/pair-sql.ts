import {
  compileToSql,
  reasonWordCount,
  type Criterion,
  type Definition,
  type FactSource,
  type IdRange,
  type Parameters,
} from '@kallelse/eligibility';
import { civilOf, toDay, type PlainDate } from '@kallelse/kernel';
import { registerFacts } from '@kallelse/population';

/** Whom a simulation decides, by which rules. */
export interface PairRequest {
  readonly draft: Definition;
  /** The rules compared with; absent: there are none. */
  readonly base?: Definition;
  readonly asOf: PlainDate;
  /** Only this region's residents; null: everybody. */
  readonly region: string | null;
  /** Regions left out, since other rules hold there. */
  readonly regionsApart: readonly string[];
}

/** Whose columns: `d` those of the rules simulated, `b` those of the rules compared with. */
export type Side = 'd' | 'b';

/** What is told of a resident beside the decisions. */
const CARRIED = ['municipality', 'district', 'area_type', 'birth_date'] as const;

/**
 * A subquery that decides each resident of a piece of the register by both definitions, in one pass over the facts:
 * `resident_id`, what is carried, `m0` … (bits of the probes that are true), and of each side `d_stage`, `d_target`,
 * `d_r0` …, `d_s_path`, `d_manual` and `d_month` (see {@link monthSql}).
 */
export function pairSql(
  request: PairRequest,
  ids: IdRange,
  probes: readonly Criterion[],
  parameters: Parameters,
): string {
  const { draft, base, asOf } = request;
  const register = registerFacts(draft.programme, asOf, (bound) => scopeSql(request, bound), ids);
  const source: FactSource = (columns, bound) => {
    if (!base) return register(columns, bound);
    const { text } = compileToSql(base, asOf, { source: register, carry: columns, parameters: bound });
    return `SELECT ${[...columns, ...renamed('b', base)].join(', ')} FROM (${text}) AS by_base`;
  };
  const pass = base ? sideColumns('b', base) : [];
  const compiled = compileToSql(draft, asOf, { source, carry: CARRIED, pass, probes, parameters });
  const bits = Array.from({ length: compiled.probeWords }, (_, w) => `m${w}`);
  const columns = ['resident_id', ...CARRIED, ...pass, ...renamed('d', draft), ...bits];
  const months = (base ? (['d', 'b'] as const) : (['d'] as const)).map((side) =>
    monthSql(side, asOf, parameters),
  );
  return `SELECT *, ${months.join(', ')} FROM (SELECT ${columns.join(', ')} FROM (${compiled.text}) AS by_draft) AS pair`;
}

/** Columns of a decision that tell residents apart, without the prefix of their side. */
export function decisionColumns(definition: Definition): readonly string[] {
  const words = Array.from({ length: reasonWordCount(definition) }, (_, w) => `r${w}`);
  return ['stage', 'target', ...words, 's_path', 'manual'];
}

function sideColumns(side: Side, definition: Definition): string[] {
  return [...decisionColumns(definition), 'due_on'].map((name) => `${side}_${name}`);
}

function renamed(side: Side, definition: Definition): string[] {
  return [...decisionColumns(definition), 'due_on'].map((name) => `${name} AS ${side}_${name}`);
}

/** The month due, counted from the as-of date's; -1 where the date has come, null where there is none. */
function monthSql(side: Side, asOf: PlainDate, parameters: Parameters): string {
  const { year, month } = civilOf(toDay(asOf));
  const due = `${side}_due_on`;
  const index = `extract(year FROM ${due})::int * 12 + extract(month FROM ${due})::int - ${year * 12 + month}`;
  return `CASE WHEN ${due} > ${parameters.day(toDay(asOf))} THEN ${index} WHEN ${due} IS NOT NULL THEN -1 END AS ${side}_month`;
}

/** Who is decided, as a condition on `r`; somebody born after the as-of date is nobody yet. */
export function scopeSql(
  { region, regionsApart, asOf }: Pick<PairRequest, 'region' | 'regionsApart' | 'asOf'>,
  parameters: Parameters,
): string {
  const born = `r.birth_date <= ${parameters.day(toDay(asOf))}`;
  if (region !== null) return `${born} AND r.region = ${parameters.add(region, 'text')}`;
  if (regionsApart.length === 0) return born;
  return `${born} AND (r.region IS NULL OR r.region <> ALL (${parameters.add(regionsApart, 'text[]')}))`;
}
