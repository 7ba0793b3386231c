import { decider, type Resident } from '@kallelse/eligibility';
import { isProblem } from '@kallelse/kernel';
import { type Databases } from '@kallelse/platform';
import { ResidentFactsReader } from '@kallelse/population';
import { benchDefinition } from './decisions-bench';
import { median, type Outcome } from './measure';
import { AS_OF } from './region';

const SAMPLE = 2000;
const MINIMUM_SECONDS = 0.5;

/** The rule engine in memory, on one core: residents a second for one programme, their facts read beforehand. */
export async function benchDecide(
  databases: Databases,
  residents: number,
  repeats: number,
): Promise<Outcome> {
  const decide = decider(await benchDefinition(), AS_OF);
  const sample = await sampleOf(databases, residents);
  const run = (): number => {
    const start = performance.now();
    let decided = 0;
    while (performance.now() - start < MINIMUM_SECONDS * 1000) {
      for (const resident of sample) decide(resident);
      decided += sample.length;
    }
    return (decided / (performance.now() - start)) * 1000;
  };
  run(); // warms up
  const perSecond = median(Array.from({ length: repeats }, run));
  return {
    measures: [
      {
        measure: 'decide in memory, one core',
        size: `${sample.length} residents`,
        ours: { value: perSecond, unit: 'residents/s' },
      },
    ],
    paces: [],
  };
}

/** Residents of ids spread over the register; an id that was never given, or given up in a merge, is passed over. */
async function sampleOf(databases: Databases, residents: number): Promise<Resident[]> {
  const reader = new ResidentFactsReader(databases);
  const step = Math.max(1, Math.floor(residents / SAMPLE));
  const sample: Resident[] = [];
  for (let id = 1; id <= residents; id += step) {
    const resident = await reader.read(id, AS_OF).catch((error: unknown) => {
      if (isProblem(error) && error.code === 'RESIDENT_UNKNOWN') return undefined;
      throw error;
    });
    if (resident) sample.push(resident);
  }
  return sample;
}
