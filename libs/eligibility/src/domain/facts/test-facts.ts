import { ageOn } from '@kallelse/kernel';
import type { FactView } from './fact-view';
import type { SelectedTests } from './history';
import type { Fact, FactSql, SqlFacts, TestField } from './fact';
import { CODE, DATE, INTEGER, NUMBER, type FactType, type FactValue } from './fact-type';
import type { ProgrammeEvent } from '../residents/resident';
import { ageAtTestAtLeast } from './ordinal';

/** `lastTest`, or the name of one of the definition's test selections. */
type Source = 'lastTest' | (string & {});

/**
 * The facts of the latest test that counts (`lastTest.date` …) or of a named selection (`test.NAME.date` …, and
 * `test.NAME.count`).
 */
export function testFacts(source: Source): readonly Fact[] {
  const prefix = source === 'lastTest' ? 'lastTest' : `test.${source}`;
  const [sv, en] =
    source === 'lastTest' ? ['senaste provet', 'last test'] : [`prov ${source}`, `test ${source}`];
  const entry = (
    name: string,
    type: FactType,
    label: [string, string],
    read: Fact['read'],
    sql: FactSql,
  ): Fact => ({
    name: `${prefix}.${name}`,
    type,
    labels: { sv: `${sv}: ${label[0]}`, en: `${en}: ${label[1]}` },
    alwaysKnown: name === 'count',
    read,
    sql,
  });
  const field = (
    name: TestField,
    type: FactType,
    label: [string, string],
    read: (t: ProgrammeEvent) => FactValue | undefined,
  ) =>
    entry(name, type, label, (view) => readLatest(view, source, read), {
      kind: 'value',
      expression: (sql) => fieldSql(sql, source, name),
    });
  const facts = [
    field('date', DATE, ['datum', 'date'], (test) => test.from),
    field('method', CODE, ['metod', 'method'], (test) => test.method),
    field('result', CODE, ['resultat', 'result'], (test) => test.result),
    field('value', NUMBER, ['värde', 'value'], (test) => test.value),
    {
      ...entry(
        'ageAt',
        INTEGER,
        ['ålder vid provet', 'age at the test'],
        (view) => readLatest(view, source, ageAt(view)),
        {
          kind: 'ordinal',
          atLeast: (sql, n) => ageAtTestAtLeast(sql, fieldSql(sql, source, 'date'), n),
        },
      ),
      unit: 'years',
    } as const,
  ];
  if (source === 'lastTest') return facts;
  const count = entry(
    'count',
    INTEGER,
    ['antal', 'number'],
    (view) => view.history.selectedTests(source)?.count ?? 0,
    {
      kind: 'value',
      expression: (sql) => sql.selectedTest(source, 'count'),
    },
  );
  return [count, ...facts];
}

function readLatest(
  view: FactView,
  source: Source,
  read: (test: ProgrammeEvent) => FactValue | undefined,
): FactValue | undefined {
  const test = source === 'lastTest' ? view.history.lastTest : latestOf(view.history.selectedTests(source));
  return test && read(test);
}

function latestOf(selected: SelectedTests | undefined): ProgrammeEvent | undefined {
  return selected?.latest;
}

function ageAt(view: FactView): (test: ProgrammeEvent) => number {
  return (test) => ageOn(view.resident.birthCivil, test.from, view.definition.leapDay);
}

function fieldSql(sql: SqlFacts, source: Source, field: TestField): string {
  return source === 'lastTest' ? sql.lastTest(field) : sql.selectedTest(source, field);
}
