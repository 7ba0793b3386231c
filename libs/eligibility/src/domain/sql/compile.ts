import { toDay, type PlainDate } from '@kallelse/kernel';
import type { Criterion, Definition } from '../definition/definition';
import { DecisionLevels } from './decision-levels';
import type { FactColumn } from './fact-relation';
import { FactScope } from './fact-scope';
import { Parameters } from './parameters';
import { possibleSql } from './possible-sql';

/** Writes the fact relation as a subquery with (at least) the columns asked for. */
export type FactSource = (columns: readonly FactColumn[], parameters: Parameters) => string;

export interface CompileOptions {
  readonly source: FactSource;
  /** Columns of the fact relation to give beside the decision, for grouping and filtering. */
  readonly carry?: readonly FactColumn[];
  /** Columns that the source has beside the fact relation, to give as they are. */
  readonly pass?: readonly string[];
  /** Criteria to tell the truth of beside the decision: bits of `m0`, `m1` …, set where true. */
  readonly probes?: readonly Criterion[];
  /**
   * Days to come: a column `possible` tells whether the resident may be in the target group on one of them. Right for
   * rows of the source that are exact on all of them; false only where it is certain.
   */
  readonly days?: readonly PlainDate[];
  /** Parameters already bound, when the statement joins a larger one. */
  readonly parameters?: Parameters;
}

/** A statement that decides every resident of its source, one row each; see decode.ts for what its columns mean. */
export interface CompiledDecision {
  readonly text: string;
  readonly values: readonly unknown[];
  /** How many words of reason bits (`r0`, `r1` …) a row has. */
  readonly words: number;
  /** How many words of probe bits (`m0`, `m1` …) a row has. */
  readonly probeWords: number;
}

/**
 * Compiles a definition to one parameterised set-based statement that gives the same decision as `decide` for every
 * resident. Reasons are bits decoded outside.
 *
 * Most residents are outside the target group, so `e` (eligibility) comes first and the rest is a subquery that only the
 * others run. Levels are fenced (OFFSET 0): without fences the planner copies an expression into every place that uses it.
 */
export function compileToSql(
  definition: Definition,
  asOf: PlainDate,
  options: CompileOptions,
): CompiledDecision {
  const parameters = options.parameters ?? new Parameters();
  const sql = new FactScope(definition, toDay(asOf), parameters);
  const carry = new Set<FactColumn>(['resident_id', ...(options.carry ?? [])]);
  for (const column of carry) sql.column(column);
  const levels = new DecisionLevels(definition, sql);
  const eligibility = levels.eligibility();
  const verdict = levels.verdict();
  const probes = levels.probes(options.probes ?? []);
  const later = options.days?.map(toDay);
  const possible = later
    ? [`(e IS NOT FALSE OR ${possibleSql(definition.eligibility, sql, later)}) AS possible`]
    : [];
  const output = [...carry, ...(options.pass ?? []), ...levels.output(), ...probes, ...possible];
  const facts = withPlaces(options.source([...sql.columns], parameters), sql.places);
  const text =
    `SELECT ${output.join(', ')} FROM (SELECT *, CASE WHEN e IS FALSE THEN NULL ELSE (${verdict}) END AS g ` +
    `FROM (SELECT *, ${eligibility} AS e FROM (${facts}) AS facts OFFSET 0) AS judged OFFSET 0) AS decided`;
  return { text, values: parameters.values, words: levels.words, probeWords: probes.length };
}

/** Places in the arrays of tests, found once. */
function withPlaces(source: string, places: ReadonlyMap<string, string>): string {
  if (places.size === 0) return source;
  const columns = [...places].map(([name, expression]) => `${expression} AS ${name}`);
  return `SELECT *, ${columns.join(', ')} FROM (${source}) AS known OFFSET 0`;
}
