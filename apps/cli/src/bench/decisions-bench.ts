import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Definition, parseDefinitionText } from '@kallelse/eligibility';
import { ProblemError } from '@kallelse/kernel';
import { type Databases } from '@kallelse/platform';
import {
  decisionCounts,
  type DecisionCount,
  HAND_WRITTEN_PROGRAMME,
  handWrittenDecisions,
  settleFacts,
} from '@kallelse/population';
import { definitionsFolder } from '@kallelse/programmes';
import { median, type Outcome, timed } from './measure';
import { AS_OF } from './region';

/** The programme that is decided, as it ships. */
export async function benchDefinition(): Promise<Definition> {
  const text = await readFile(join(definitionsFolder(), `${HAND_WRITTEN_PROGRAMME}.yaml`), 'utf8');
  const parsed = parseDefinitionText(text);
  if (!parsed.ok) throw new Error('the shipped definition does not parse');
  return parsed.value;
}

/**
 * Decisions of everyone for one programme, counted by district, decision and reasons: the compiled statement in turn
 * with a hand-written query of the same rule, as the same role with the same settings.
 * @throws ProblemError BENCH_UNEQUAL when the two do not count the same
 */
export async function benchDecisions(
  databases: Databases,
  residents: number,
  repeats: number,
  say: (line: string) => void,
): Promise<Outcome> {
  const definition = await benchDefinition();
  await settleFacts(databases);
  const compiled = () =>
    databases.transaction('kallelse_selection', (tx) => decisionCounts(tx, definition, AS_OF));
  const handWritten = () =>
    databases.transaction('kallelse_selection', (tx) => handWrittenDecisions(tx, AS_OF));
  const counts = countsOf(await compiled());
  mustBeEqual(counts, new Map((await handWritten()).map((row) => [keyOf(row), row.count])));
  const decided = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const ours: number[] = [];
  const baseline: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    ours.push((await timed(compiled)).seconds);
    baseline.push((await timed(handWritten)).seconds);
  }
  say(`decisions: compiled ${median(ours).toFixed(3)} s, hand-written ${median(baseline).toFixed(3)} s`);
  const seconds = (value: number) => ({ value, unit: 's' });
  return {
    measures: [
      {
        measure: 'decisions against hand-written SQL',
        size: `${decided} residents`,
        ours: seconds(median(ours)),
        baseline: seconds(median(baseline)),
        ratio: median(ours) / median(baseline),
        target: { at: 'most', value: 2 },
      },
    ],
    paces: [{ measure: 'decisions', size: residents, secondsEach: median(ours) / decided }],
  };
}

interface Group {
  readonly district: string | null;
  readonly status: string;
  readonly reasons: string;
}

function keyOf({ district, status, reasons }: Group): string {
  return [district ?? '-', status, reasons].join(' ');
}

/** The compiled counts by what the hand-written query tells apart: reason codes, each once, without their paths. */
function countsOf(counts: readonly DecisionCount[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { district, decision, count } of counts) {
    const reasons = [...new Set(decision.reasons.map(({ code }) => code))].sort().join(',');
    const key = keyOf({ district, status: decision.status, reasons });
    sums.set(key, (sums.get(key) ?? 0) + count);
  }
  return sums;
}

/** Refuses to compare the speed of queries that do not say the same. */
export function mustBeEqual(
  compiled: ReadonlyMap<string, number>,
  handWritten: ReadonlyMap<string, number>,
): void {
  const keys = new Set([...compiled.keys(), ...handWritten.keys()]);
  const unlike = [...keys].filter((key) => compiled.get(key) !== handWritten.get(key));
  if (unlike.length === 0) return;
  const some = unlike
    .slice(0, 5)
    .map(
      (key) => `\n  ${key}: ${compiled.get(key) ?? 0} compiled, ${handWritten.get(key) ?? 0} hand-written`,
    );
  throw new ProblemError('BENCH_UNEQUAL', `${unlike.length} of ${keys.size} counts differ:${some.join('')}`, {
    fix: 'one of the two queries is wrong; nothing was measured',
  });
}
