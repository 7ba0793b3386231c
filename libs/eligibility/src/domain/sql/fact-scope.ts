import type { Day } from '@kallelse/kernel';
import type { Definition } from '../definition/definition';
import type { TestSelection } from '../definition/fact-rules';
import type { SqlFacts, TestField } from '../facts/fact';
import { FACT_COLUMNS, type FactColumn } from './fact-relation';
import type { Parameters, SqlType } from './parameters';

const TEST_COLUMNS: Readonly<Record<TestField, FactColumn>> = {
  date: 'test_dates',
  method: 'test_methods',
  result: 'test_results',
  value: 'test_values',
};

/**
 * Writes facts as SQL for one definition and as-of date, and remembers what they need: columns of the fact relation,
 * and places in the arrays of tests that are worth finding once.
 */
export class FactScope implements SqlFacts {
  constructor(
    private readonly definition: Definition,
    readonly asOf: Day,
    private readonly parameters: Parameters,
    readonly columns = new Set<FactColumn>(),
    /** Name of a column → expression that finds a place in the test arrays. */
    readonly places = new Map<string, string>(),
  ) {}

  /** Facts of the same rows on another day; what they need is remembered here too. */
  on(day: Day, parameters = this.parameters): FactScope {
    return new FactScope(this.definition, day, parameters, this.columns, this.places);
  }

  get leapDay() {
    return this.definition.leapDay;
  }

  column(name: string): string {
    if (!(name in FACT_COLUMNS)) throw new Error(`the fact relation has no column ${name}`);
    this.columns.add(name as FactColumn);
    return name;
  }

  param(value: unknown, type: SqlType): string {
    return this.parameters.add(value, type);
  }

  day(day: Day): string {
    return this.parameters.day(day);
  }

  /** The first entry of the arrays is the latest test; with `countsTests`, the first that counts. */
  lastTest(field: TestField): string {
    const array = this.column(TEST_COLUMNS[field]);
    const methods = this.definition.countsTests;
    return methods ? `${array}[${this.place('last_place', { methods })}]` : `${array}[1]`;
  }

  selectedTest(name: string, field: TestField | 'count'): string {
    const index = this.definition.tests.findIndex((selection) => selection.name === name);
    const selection = this.definition.tests[index];
    if (!selection) throw new Error(`no test selection ${name}`);
    if (field === 'count') return this.count(selection);
    return `${this.column(TEST_COLUMNS[field])}[${this.place(`test_place_${index}`, selection)}]`;
  }

  private place(name: string, selection: Pick<TestSelection, 'methods' | 'results'>): string {
    if (!this.places.has(name)) {
      const dates = this.column('test_dates');
      const matches = (place: string): string => this.matches(selection, place);
      this.places.set(
        name,
        `CASE WHEN ${dates} IS NULL THEN NULL WHEN ${matches('1')} THEN 1 ELSE ` +
          `(SELECT min(place) FROM generate_subscripts(${dates}, 1) AS place WHERE ${matches('place')}) END`,
      );
    }
    return name;
  }

  private matches({ methods, results }: Pick<TestSelection, 'methods' | 'results'>, place: string): string {
    const conditions = [
      ...(methods
        ? [`${this.column('test_methods')}[${place}] = ANY (${this.param(methods, 'text[]')})`]
        : []),
      ...(results
        ? [`${this.column('test_results')}[${place}] = ANY (${this.param(results, 'text[]')})`]
        : []),
    ];
    return conditions.length === 0 ? 'true' : conditions.join(' AND ');
  }

  private count(selection: TestSelection): string {
    const counts = this.column('test_counts');
    return (
      `CASE WHEN ${counts} IS NULL THEN 0 ELSE (SELECT coalesce(sum(${counts}[place]), 0)::int ` +
      `FROM generate_subscripts(${counts}, 1) AS place WHERE ${this.matches(selection, 'place')}) END`
    );
  }
}
