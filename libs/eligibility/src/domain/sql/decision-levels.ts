import { leavesOf, type Criterion, type Definition, type Leaf } from '../definition/definition';
import { criterionSql, leafSql } from './criterion-sql';
import type { FactScope } from './fact-scope';
import { bitOf, reasonWords, WORD_BITS, wordCount } from './reason-bits';
import { plus, scheduleLevels, type Level } from './schedule-sql';
import { STAGE } from './stage';

/** Dates travel in an array of numbers, as days from here. */
const EPOCH = `date '2000-01-01'`;

/** Stages whose decision tells the date that the schedule gave. */
const DATED_STAGES = [
  STAGE.hold,
  STAGE.holdUnknown,
  STAGE.enquiryNotDue,
  STAGE.enquiryUnanswered,
  STAGE.enquiryBoth,
  STAGE.invite,
];

/**
 * The decision step by step as SQL: eligibility (`e`), and for those it does not refuse a verdict (`g`): an array of
 * stage, words of reason bits, schedule path, due date, date of the next enquiry, and ends of holds.
 */
export class DecisionLevels {
  private readonly leaves: readonly Leaf[];
  private readonly indexOf: ReadonlyMap<Leaf, number>;
  /** Words of reason bits, enough for the longest list. */
  readonly words: number;
  private readonly leaf = (leaf: Leaf): string => leafSql(this.sql, leaf);

  constructor(
    private readonly definition: Definition,
    private readonly sql: FactScope,
  ) {
    this.leaves = leavesOf(definition.eligibility);
    this.indexOf = new Map(this.leaves.map((leaf, index) => [leaf, index]));
    this.words = reasonWordCount(definition);
  }

  eligibility(): string {
    const root = criterionSql(this.definition.eligibility, this.leaf);
    return `CASE WHEN ${this.manual('include')} THEN true ELSE ${root} END`;
  }

  /** Everything after eligibility, for a resident it does not refuse. */
  verdict(): string {
    const levels: Level[] = [
      {
        ...this.unknownWords(),
        ...this.criterionWords('x', this.definition.exclusions),
        ...this.criterionWords('h', this.definition.holds),
        x_manual: this.manual('exclude'),
        h_manual: this.manual('hold'),
      },
      ...scheduleLevels(this.sql, this.definition),
      { stage: this.stage() },
    ];
    const body = levels.reduce((inner, level, i) => {
      const columns = Object.entries(level).map(([name, expression]) => `${expression} AS ${name}`);
      return inner === ''
        ? `SELECT ${columns.join(', ')} OFFSET 0`
        : `SELECT *, ${columns.join(', ')} FROM (${inner}) AS level_${i} OFFSET 0`;
    }, '');
    return `SELECT ARRAY[${this.elements().join(', ')}]::bigint[] FROM (${body}) AS verdict`;
  }

  /** The elements of `g`, in the order that {@link output} reads them. */
  private elements(): readonly string[] {
    const words = Array.from({ length: this.words }, (_, w) => this.reasonWord(w));
    return [
      'stage',
      ...words,
      's_path',
      days('due_on'),
      days(this.enquiryAgain()),
      ...this.holdUntils().map(days),
    ];
  }

  output(): readonly string[] {
    const falseWords = reasonWords(this.definition.eligibility, 'false', this.leaf, this.indexOf);
    const words = Array.from(
      { length: this.words },
      (_, w) => `CASE WHEN e IS FALSE THEN ${falseWords[w] ?? '0'} ELSE g[${w + 2}] END AS r${w}`,
    );
    const rest = this.words + 2;
    const dated = `g[1] IN (${DATED_STAGES.join(', ')})`;
    const untils = this.definition.holds.flatMap(({ until }, index) => (until ? [index] : []));
    return [
      `coalesce(g[1], ${STAGE.notEligible})::int AS stage`,
      'e AS target',
      ...words,
      `CASE WHEN g[1] = ${STAGE.hold} THEN g[${rest}]::int END AS s_path`,
      `CASE WHEN ${dated} THEN ${EPOCH} + g[${rest + 1}]::int END AS due_on`,
      `CASE WHEN g[1] IN (${STAGE.enquiryNotDue}, ${STAGE.enquiryBoth}) THEN ${EPOCH} + g[${rest + 2}]::int END AS enquiry_until`,
      `${this.manualReasons()} AS manual`,
      ...untils.map((index, i) => `${EPOCH} + g[${rest + 3 + i}]::int AS u${index}`),
    ];
  }

  /** Bits of the criteria that are true, as columns `m0`, `m1` … */
  probes(criteria: readonly Criterion[]): readonly string[] {
    const words = this.criterionWords(
      'm',
      criteria.map((when) => ({ when })),
    );
    return Object.entries(words).map(([name, bits]) => `${bits} AS ${name}`);
  }

  /** Whether an active manual route of a kind exists; hardly anyone has one, so the arrays are mostly null. */
  private manual(kind: 'include' | 'exclude' | 'hold'): string {
    const kinds = this.sql.column('manual_kinds');
    const until = this.sql.column('manual_until');
    return (
      `CASE WHEN ${kinds} IS NULL THEN false ELSE EXISTS (SELECT 1 FROM unnest(${kinds}, ${until}) ` +
      `AS route(kind, until_date) WHERE route.kind = '${kind}' AND route.until_date >= ${this.sql.day(this.sql.asOf)}) END`
    );
  }

  private unknownWords(): Level {
    const words = reasonWords(this.definition.eligibility, 'unknown', this.leaf, this.indexOf);
    return Object.fromEntries(
      words.map((bits, w) => [`e${w}`, `CASE WHEN e IS NULL THEN ${bits} ELSE 0 END`]),
    );
  }

  private criterionWords(prefix: string, list: readonly { readonly when: Criterion }[]): Level {
    return Object.fromEntries(
      Array.from({ length: wordCount(list.length) }, (_, w) => {
        const bits = list.slice(w * WORD_BITS, (w + 1) * WORD_BITS).map(({ when }, i) => {
          return `CASE WHEN ${criterionSql(when, this.leaf)} THEN ${bitOf(i)}::bigint ELSE 0 END`;
        });
        return [`${prefix}${w}`, bits.join(' | ')];
      }),
    );
  }

  private anyBit(prefix: string, count: number): string {
    const words = Array.from({ length: wordCount(count) }, (_, w) => `${prefix}${w} <> 0`);
    return words.length === 0 ? 'false' : `(${words.join(' OR ')})`;
  }

  /** Whether a leaf that is a reason has this policy for being unknown. */
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
    const notDue = `(s_path IS NOT NULL AND due_on IS NULL) OR due_on > ${this.sql.day(this.sql.asOf)}`;
    const held = `h_manual OR ${this.anyBit('h', this.definition.holds.length)} OR coalesce(${notDue}, false)`;
    return (
      `CASE WHEN x_manual OR ${this.anyBit('x', this.definition.exclusions.length)} THEN ${STAGE.excluded} ` +
      `WHEN e IS NULL AND ${this.unknownLeaf('exclude')} THEN ${STAGE.excludedUnknown} ` +
      `WHEN ${held} THEN ${STAGE.hold} WHEN e THEN ${STAGE.invite} ` +
      `WHEN ${this.unknownLeaf('hold')} THEN ${STAGE.holdUnknown} ${this.enquiryBranches()} ELSE ${STAGE.enquire} END`
    );
  }

  private enquiryBranches(): string {
    const { enquiry } = this.definition;
    if (!enquiry) return '';
    const own = this.sql.column('own_enquiry_count');
    const count = `coalesce(${this.sql.column('enquiry_count')}, 0) + coalesce(${own}, 0)`;
    const notDue = enquiry.after ? `${this.enquiryAgain()} > ${this.sql.day(this.sql.asOf)}` : 'false';
    const unanswered = enquiry.max === undefined ? 'false' : `${count} >= ${enquiry.max}`;
    return (
      `WHEN ${notDue} AND ${unanswered} THEN ${STAGE.enquiryBoth} WHEN ${notDue} THEN ${STAGE.enquiryNotDue} ` +
      `WHEN ${unanswered} THEN ${STAGE.enquiryUnanswered}`
    );
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
    const branch = (prefix: string, count: number, when: string): string =>
      word < wordCount(count) ? `WHEN ${when} THEN ${prefix}${word}` : '';
    const branches = [
      branch('x', this.definition.exclusions.length, `stage = ${STAGE.excluded}`),
      branch('h', this.definition.holds.length, `stage = ${STAGE.hold}`),
      branch('e', this.leaves.length, `stage NOT IN (${STAGE.excluded}, ${STAGE.hold})`),
    ].filter((text) => text !== '');
    return branches.length === 0 ? '0' : `CASE ${branches.join(' ')} ELSE 0 END`;
  }

  private holdUntils(): readonly string[] {
    return this.definition.holds.flatMap(({ until }, index) => {
      if (until?.sql.kind !== 'value') return [];
      const bit = `h${Math.floor(index / WORD_BITS)} & ${bitOf(index)}::bigint <> 0`;
      return [`CASE WHEN stage = ${STAGE.hold} AND ${bit} THEN ${until.sql.expression(this.sql)} END`];
    });
  }

  private manualReasons(): string {
    const columns = ['manual_kinds', 'manual_codes', 'manual_until', 'manual_places'];
    const [kinds, codes, until, places] = columns.map((name) => this.sql.column(name));
    const kind = `CASE g[1] WHEN ${STAGE.excluded} THEN 'exclude' WHEN ${STAGE.hold} THEN 'hold' END`;
    return (
      `CASE WHEN ${kinds} IS NULL THEN NULL ELSE (SELECT jsonb_agg(jsonb_build_array(route.place, route.code, ` +
      `CASE WHEN route.kind = 'hold' THEN nullif(route.until_date, 'infinity') END) ORDER BY route.place) ` +
      `FROM unnest(${kinds}, ${codes}, ${until}, ${places}) AS route(kind, code, until_date, place) ` +
      `WHERE route.kind = ${kind} AND route.until_date >= ${this.sql.day(this.sql.asOf)}) END`
    );
  }
}

/** How many words of reason bits a compiled definition gives a row: enough for its longest list. */
export function reasonWordCount({ eligibility, exclusions, holds }: Definition): number {
  return wordCount(Math.max(leavesOf(eligibility).length, exclusions.length, holds.length));
}

function days(date: string): string {
  return `${date} - ${EPOCH}`;
}
