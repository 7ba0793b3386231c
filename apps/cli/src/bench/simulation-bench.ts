import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Definition, parseDefinition, parseDocumentText } from '@kallelse/eligibility';
import { type Databases } from '@kallelse/platform';
import {
  HAND_WRITTEN_PROGRAMME,
  handWrittenSimulation,
  type HandWrittenGroup,
  settleFacts,
} from '@kallelse/population';
import {
  definitionsFolder,
  simulatePopulation,
  type SimulationResult,
  type Slice,
} from '@kallelse/programmes';
import { mustBeEqual } from './decisions-bench';
import { median, type Outcome, timed } from './measure';
import { AS_OF } from './region';

/** What the draft changes: called from 25 on, every third year before 50. */
const DRAFT = { minAge: 25, intervalYounger: 'P3Y' };
const BASE_SQL = { asOf: AS_OF, minAge: 23, intervalYounger: '5 years' };
const DRAFT_SQL = { asOf: AS_OF, minAge: DRAFT.minAge, intervalYounger: '3 years' };

/**
 * A simulation of a draft beside the active version, of everybody, in turn with the two hand-written queries that count
 * the same of either, as the same role with the same settings; and how long it is until it first tells how far it is.
 * @throws ProblemError BENCH_UNEQUAL when they do not count the same
 */
export async function benchSimulation(
  databases: Databases,
  residents: number,
  repeats: number,
  say: (line: string) => void,
): Promise<Outcome> {
  const [draft, base] = [await version(DRAFT), await version({})];
  await settleFacts(databases);
  const firsts: number[] = [];
  const simulate = (): Promise<SimulationResult> => {
    const start = performance.now();
    let first: number | undefined;
    const onProgress = (): Promise<void> => {
      if (first === undefined) firsts.push((first = (performance.now() - start) / 1000));
      return Promise.resolve();
    };
    const request = { draft, base, asOf: AS_OF, region: null, regionsApart: [], examples: 5, onProgress };
    return databases.transaction(
      'kallelse_selection',
      (tx) => simulatePopulation(tx, request),
      'REPEATABLE READ',
    );
  };
  const handWritten = (of: typeof BASE_SQL): Promise<HandWrittenGroup[]> =>
    databases.transaction('kallelse_selection', (tx) => handWrittenSimulation(tx, of), 'REPEATABLE READ');
  const result = await simulate();
  mustBeEqual(countsOf(result, 'draft'), countsByHand(await handWritten(DRAFT_SQL)));
  mustBeEqual(countsOf(result, 'base'), countsByHand(await handWritten(BASE_SQL)));
  const [ours, baseline]: [number[], number[]] = [[], []];
  for (let repeat = 0; repeat < repeats; repeat++) {
    ours.push((await timed(simulate)).seconds);
    const both = await timed(async () => [await handWritten(DRAFT_SQL), await handWritten(BASE_SQL)]);
    baseline.push(both.seconds);
  }
  const [mine, theirs] = [median(ours), median(baseline)];
  say(`simulation: ${mine.toFixed(3)} s, both hand-written queries ${theirs.toFixed(3)} s`);
  return outcome(result.population, residents, mine, theirs, median(firsts));
}

function outcome(
  population: number,
  residents: number,
  ours: number,
  baseline: number,
  first: number,
): Outcome {
  const size = `${population} residents`;
  const seconds = (value: number) => ({ value, unit: 's' });
  return {
    measures: [
      {
        measure: 'simulation against two hand-written queries',
        size,
        ours: seconds(ours),
        baseline: seconds(baseline),
        ratio: ours / baseline,
        target: { at: 'most', value: 2.5 },
      },
      {
        measure: 'simulation: first progress',
        size,
        ours: seconds(first),
        ratio: first,
        target: { at: 'most', value: 1 },
      },
    ],
    paces: [{ measure: 'simulation', size: residents, secondsEach: ours / population }],
  };
}

/** The shipped version of the programme, with other values of its parameters. */
async function version(parameters: object): Promise<Definition> {
  const text = await readFile(join(definitionsFolder(), `${HAND_WRITTEN_PROGRAMME}.yaml`), 'utf8');
  const document = parseDocumentText(text);
  const parsed = document.ok ? parseDefinition(document.value, { parameters }) : document;
  if (!parsed.ok) throw new Error('the shipped definition does not parse');
  return parsed.value;
}

/** One age criterion stands for all that ask for age or a control list: the hand-written query has them in one flag. */
const AGE_PATH = 'eligibility.all[1].any[0]';

function countsOf(result: SimulationResult, side: 'draft' | 'base'): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (key: string, n: number): void => {
    if (n > 0) counts.set(key, (counts.get(key) ?? 0) + n);
  };
  const addSlices = (name: string, slices: readonly Slice<string | number>[]): void => {
    for (const { value, [side]: statuses } of slices)
      for (const [status, n] of Object.entries(statuses)) add(`${name} ${value ?? '-'} ${status}`, n);
  };
  addSlices('municipality', result.municipalities);
  addSlices('district', result.districts);
  addSlices('area type', result.areaTypes);
  addSlices('birth year', result.birthYears);
  for (const { status, code, path, [side]: n } of result.reasons) {
    const isCounted = path === AGE_PATH || !['age', 'controlList'].includes(code);
    if (isCounted) add(`reason ${status} ${code}`, n);
  }
  for (const { month, [side]: n } of result.dueMonths) if (month !== 'now') add(`month ${month}`, n);
  return counts;
}

function countsByHand(groups: readonly HandWrittenGroup[]): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (key: string, n: number): void => void counts.set(key, (counts.get(key) ?? 0) + n);
  for (const {
    part,
    status,
    reasons,
    month,
    municipality,
    district,
    area_type,
    birth_year,
    count,
  } of groups) {
    if (part === 'place') {
      add(`municipality ${municipality ?? '-'} ${status}`, count);
      add(`district ${district ?? '-'} ${status}`, count);
      add(`area type ${area_type ?? '-'} ${status}`, count);
    } else if (part === 'birth-year') {
      add(`birth year ${birth_year ?? '-'} ${status}`, count);
    } else {
      for (const code of (reasons ?? '').split(',').filter((one) => one !== ''))
        add(`reason ${status} ${code}`, count);
      if (status === 'hold' && month !== null) add(`month ${month}`, count);
    }
  }
  return counts;
}
