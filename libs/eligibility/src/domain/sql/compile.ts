import { toDay, type PlainDate } from '@kallelse/kernel';
import { leavesOf, type Criterion, type Definition, type Leaf } from '../definition/definition';
import { criterionSql, leafSql } from './criterion-sql';
import type { FactColumn } from './fact-relation';
import { FactScope } from './fact-scope';
import { Parameters } from './parameters';
import { bitOf, reasonWords, WORD_BITS, wordCount } from './reason-bits';
import { plus, scheduleLevels, type Level } from './schedule-sql';
import { STAGE } from './stage';

/** Writes the fact relation as a subquery with (at least) the columns asked for. */
export type FactSource = (columns: readonly FactColumn[], parameters: Parameters) => string;

export interface CompileOptions {
  readonly source: FactSource;
  /** Columns of the fact relation to give beside the decision, for grouping and filtering. */
  readonly carry?: readonly FactColumn[];
  /** Parameters already bound, when the statement joins a larger one. */
  readonly parameters?: Parameters;
}

/** A statement that decides every resident of its source, one row each; see decode.ts for what its columns mean. */
export interface CompiledDecision {
  readonly text: string;
  readonly values: readonly unknown[];
  /** How many words of reason bits (`r0`, `r1` …) a row has. */
  readonly words: number;
}

/**
 * Compiles a definition to one parameterised set-based statement that gives the same decision as `decide` for every
 * resident. Reasons are bits decoded outside. Levels of subqueries are fenced (OFFSET 0): without fences the planner
 * would copy every expression into every place that uses it.
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
  const compiler = new Compiler(definition, sql);
  const levels = compiler.levels();
  const output = [...[...carry].map(String), ...compiler.output()];
  const source = options.source([...sql.columns], parameters);
  const places = Object.fromEntries(sql.places);
  const all = sql.places.size > 0 ? [places, ...levels] : levels;
  const body = all.reduce((inner, level, i) => fenced(inner, level, i), source);
  return {
    text: `SELECT ${output.join(', ')} FROM (${body}) AS decided`,
    values: parameters.values,
    words: compiler.words,
  };
}

function fenced(inner: string, level: Level, index: number): string {
  const columns = Object.entries(level).map(([name, expression]) => `${expression} AS ${name}`);
  return `SELECT *, ${columns.join(', ')} FROM (${inner}) AS level_${index} OFFSET 0`;
}

class Compiler {
  private readonly leaves: readonly Leaf[];
  private readonly indexOf: ReadonlyMap<Leaf, number>;
  readonly words: number;

  constructor(
    private readonly definition: Definition,
    private readonly sql: FactScope,
  ) {
    this.leaves = leavesOf(definition.eligibility);
    this.indexOf = new Map(this.leaves.map((leaf, index) => [leaf, index]));
    const longest = Math.max(this.leaves.length, definition.exclusions.length, definition.holds.length);
    this.words = wordCount(longest);
  }

  /** Facts → leaves → eligibility → exclusions → schedule → holds → stage. */
  levels(): readonly Level[] {
    return [
      Object.fromEntries(this.leaves.map((leaf, index) => [`l${index}`, leafSql(this.sql, leaf)])),
      { e: this.eligibility() },
      { ...this.leafWords(), ...this.exclusionWords(), x_manual: this.manual('exclude', 'e IS NOT FALSE') },
      { going: `e IS NOT FALSE AND NOT x_manual AND ${this.noBits('x', this.definition.exclusions.length)}` },
      ...scheduleLevels(this.sql, this.definition, 'going'),
      { ...this.holdWords(), h_manual: this.manual('hold', 'going') },
      { stage: this.stage() },
    ];
  }

  output(): readonly string[] {
    const words = Array.from({ length: this.words }, (_, w) => `${this.reasonWord(w)} AS r${w}`);
    const untils = this.definition.holds.flatMap(({ until }, index) =>
      until ? [`${this.holdUntil(index)} AS u${index}`] : [],
    );
    const inSchedule = `stage IN (${STAGE.hold}, ${STAGE.holdUnknown}, ${STAGE.enquiryNotDue}, ${STAGE.enquiryUnanswered}, ${STAGE.invite})`;
    return [
      'stage',
      'e AS target',
      ...words,
      `CASE WHEN stage = ${STAGE.hold} THEN s_path END AS s_path`,
      `CASE WHEN ${inSchedule} THEN due_on END AS due_on`,
      `CASE WHEN stage = ${STAGE.enquiryNotDue} THEN ${this.enquiryAgain()} END AS enquiry_until`,
      `${this.manualReasons()} AS manual`,
      ...untils,
    ];
  }

  private eligibility(): string {
    const root = criterionSql(this.definition.eligibility, (leaf) => `l${this.indexOf.get(leaf) ?? 0}`);
    return `CASE WHEN ${this.manual('include', 'true')} THEN true ELSE ${root} END`;
  }

  /** Whether an active manual route of a kind exists; hardly anyone has one, so the arrays are mostly null. */
  private manual(kind: 'include' | 'exclude' | 'hold', when: string): string {
    const kinds = this.sql.column('manual_kinds');
    const until = this.sql.column('manual_until');
    return (
      `CASE WHEN ${kinds} IS NULL OR NOT (${when}) THEN false ELSE EXISTS (SELECT 1 FROM unnest(${kinds}, ${until}) ` +
      `AS route(kind, until_date) WHERE route.kind = '${kind}' AND route.until_date >= ${this.sql.day(this.sql.asOf)}) END`
    );
  }

  private leafWords(): Level {
    const leaf = (node: Leaf): string => `l${this.indexOf.get(node) ?? 0}`;
    const whenFalse = reasonWords(this.definition.eligibility, 'false', leaf, this.indexOf);
    const whenUnknown = reasonWords(this.definition.eligibility, 'unknown', leaf, this.indexOf);
    return Object.fromEntries(
      whenFalse.map((bits, w) => [
        `e${w}`,
        `CASE WHEN e THEN 0 WHEN NOT e THEN ${bits} ELSE ${whenUnknown[w] ?? '0'} END`,
      ]),
    );
  }

  private exclusionWords(): Level {
    return this.criterionWords('x', this.definition.exclusions, 'e IS NOT FALSE');
  }

  private holdWords(): Level {
    return this.criterionWords('h', this.definition.holds, 'going');
  }

  private criterionWords(prefix: string, list: readonly { readonly when: Criterion }[], when: string): Level {
    return Object.fromEntries(
      Array.from({ length: wordCount(list.length) }, (_, w) => {
        const bits = list.slice(w * WORD_BITS, (w + 1) * WORD_BITS).map(({ when: criterion }, i) => {
          const condition = criterionSql(criterion, (leaf) => leafSql(this.sql, leaf));
          return `CASE WHEN ${condition} THEN ${bitOf(i)}::bigint ELSE 0 END`;
        });
        return [`${prefix}${w}`, `CASE WHEN ${when} THEN ${bits.join(' | ')} ELSE 0 END`];
      }),
    );
  }

  private noBits(prefix: string, count: number): string {
    const words = Array.from({ length: wordCount(count) }, (_, w) => `${prefix}${w} = 0`);
    return words.length === 0 ? 'true' : words.join(' AND ');
  }

  /** Whether a reason leaf has this policy for being unknown. */
  private unknownLeaf(policy: Leaf['onUnknown']): string {
    const tests = Array.from({ length: wordCount(this.leaves.length) }, (_, w) => {
      const mask = this.leaves
        .slice(w * WORD_BITS, (w + 1) * WORD_BITS)
        .reduce((bits, leaf, i) => (leaf.onUnknown === policy ? bits + bitOf(i) : bits), 0);
      return mask === 0 ? [] : [`e${w} & ${mask}::bigint <> 0`];
    }).flat();
    return tests.length === 0 ? 'false' : `(${tests.join(' OR ')})`;
  }

  private stage(): string {
    const asOf = this.sql.day(this.sql.asOf);
    const notDue = `(s_path IS NOT NULL AND due_on IS NULL) OR due_on > ${asOf}`;
    const held = `h_manual OR NOT (${this.noBits('h', this.definition.holds.length)}) OR coalesce(${notDue}, false)`;
    return (
      `(CASE WHEN e IS FALSE THEN ${STAGE.notEligible} WHEN NOT going THEN ${STAGE.excluded} ` +
      `WHEN e IS NULL AND ${this.unknownLeaf('exclude')} THEN ${STAGE.excludedUnknown} ` +
      `WHEN ${held} THEN ${STAGE.hold} WHEN e THEN ${STAGE.invite} ` +
      `WHEN ${this.unknownLeaf('hold')} THEN ${STAGE.holdUnknown} ${this.enquiryBranches()} ELSE ${STAGE.enquire} END)::int`
    );
  }

  private enquiryBranches(): string {
    const { enquiry } = this.definition;
    if (!enquiry) return '';
    const count = `coalesce(${this.sql.column('enquiry_count')}, 0) + coalesce(${this.sql.column('own_enquiry_count')}, 0)`;
    const notDue = enquiry.after
      ? `WHEN ${this.enquiryAgain()} > ${this.sql.day(this.sql.asOf)} THEN ${STAGE.enquiryNotDue}`
      : '';
    const unanswered =
      enquiry.max === undefined ? '' : `WHEN ${count} >= ${enquiry.max} THEN ${STAGE.enquiryUnanswered}`;
    return `${notDue} ${unanswered}`;
  }

  private enquiryAgain(): string {
    const after = this.definition.enquiry?.after;
    if (!after) return 'NULL::date';
    return plus(
      `greatest(${this.sql.column('enquiry_last')}, ${this.sql.column('own_enquiry_last')})`,
      after,
    );
  }

  private reasonWord(word: number): string {
    const has = (count: number): boolean => word < wordCount(count);
    const branches = [
      has(this.definition.exclusions.length) ? `WHEN stage = ${STAGE.excluded} THEN x${word}` : '',
      has(this.definition.holds.length) ? `WHEN stage = ${STAGE.hold} THEN h${word}` : '',
      has(this.leaves.length) ? `WHEN stage NOT IN (${STAGE.excluded}, ${STAGE.hold}) THEN e${word}` : '',
    ];
    return `CASE ${branches.join(' ')} ELSE 0 END`;
  }

  private holdUntil(index: number): string {
    const until = this.definition.holds[index]?.until;
    if (until?.sql.kind !== 'value') return 'NULL::date';
    const bit = `h${Math.floor(index / WORD_BITS)} & ${bitOf(index)}::bigint <> 0`;
    return `CASE WHEN stage = ${STAGE.hold} AND ${bit} THEN ${until.sql.expression(this.sql)} END`;
  }

  private manualReasons(): string {
    const [kinds, codes, until, places] = (
      ['manual_kinds', 'manual_codes', 'manual_until', 'manual_places'] as const
    ).map((name) => this.sql.column(name));
    const kind = `CASE stage WHEN ${STAGE.excluded} THEN 'exclude' WHEN ${STAGE.hold} THEN 'hold' END`;
    return (
      `CASE WHEN ${kinds} IS NULL THEN NULL ELSE (SELECT jsonb_agg(jsonb_build_array(route.place, route.code, ` +
      `CASE WHEN route.kind = 'hold' THEN nullif(route.until_date, 'infinity') END) ORDER BY route.place) ` +
      `FROM unnest(${kinds}, ${codes}, ${until}, ${places}) AS route(kind, code, until_date, place) ` +
      `WHERE route.kind = ${kind} AND route.until_date >= ${this.sql.day(this.sql.asOf)}) END`
    );
  }
}
