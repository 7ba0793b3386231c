import { decider, type DecisionStatus, type Resident } from '@kallelse/eligibility';
import { ProblemError } from '@kallelse/kernel';
import { type Databases } from '@kallelse/platform';
import { readyFacts, ResidentFactsReader, type ReadyFacts } from '@kallelse/population';
import { benchDefinition } from './decisions-bench';
import { median, type Outcome } from './measure';
import { type PeerDecide } from './peer-engine';
import { AS_OF } from './region';

/** More than any cache holds. */
const LARGEST_SAMPLE = 100_000;
const PIECE = 1000;
const MINIMUM_SECONDS = 0.5;

/** The same residents in the same order, as either engine takes them. */
interface Sample {
  readonly residents: readonly Resident[];
  readonly facts: readonly ReadyFacts[];
}

/**
 * The rule engine in memory, on one core, in turn with json-rules-engine: residents a second of processor time for one
 * programme. Ours
 * starts from the dated facts of a resident and tells reasons and dates; the other is given what the rule asks, worked
 * out beforehand, and tells the decision alone.
 * @throws ProblemError BENCH_UNEQUAL when the two do not decide the same of everyone
 */
export async function benchDecide(
  databases: Databases,
  residents: number,
  repeats: number,
  say: (line: string) => void,
): Promise<Outcome> {
  // Not among the dependencies of an installed system.
  const { peerDecider } = await import('./peer-engine.js');
  const decide = decider(await benchDefinition(), AS_OF);
  const peer = peerDecider();
  const sample = await sampleOf(databases, residents);
  await mustDecideTheSame(sample, (resident) => decide(resident).status, peer);
  const ours: number[] = [];
  const baseline: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    ours.push(paceOf(sample.residents, decide));
    baseline.push(await peerPaceOf(sample.facts, peer));
  }
  const perSecond = { ours: median(ours), baseline: median(baseline) };
  say(
    `decide in memory: ${perSecond.ours.toFixed(0)} residents/s, json-rules-engine ${perSecond.baseline.toFixed(0)}`,
  );
  return { measures: figures(sample.residents.length, perSecond), paces: [] };
}

function figures(sampled: number, { ours, baseline }: { ours: number; baseline: number }) {
  const size = `${sampled} residents`;
  const unit = 'residents/s';
  return [
    {
      measure: 'decide in memory, one core',
      size,
      ours: { value: ours, unit },
      ratio: ours,
      target: { at: 'least', value: 300_000 } as const,
    },
    {
      measure: 'decide against json-rules-engine',
      size,
      ours: { value: ours, unit },
      baseline: { value: baseline, unit },
      ratio: ours / baseline,
      target: { at: 'least', value: 20 } as const,
    },
  ];
}

/** Residents of ids spread over the register; an id that was never given, or given up in a merge, is passed over. */
async function sampleOf(databases: Databases, registered: number): Promise<Sample> {
  const reader = new ResidentFactsReader(databases);
  const step = Math.max(1, Math.floor(registered / LARGEST_SAMPLE));
  const residents: Resident[] = [];
  const facts: ReadyFacts[] = [];
  for (let first = 1; first <= registered; first += PIECE * step) {
    const ids = Array.from({ length: PIECE }, (_, i) => first + i * step);
    residents.push(...(await reader.readAll(ids, AS_OF)));
    facts.push(...(await databases.transaction('kallelse_selection', (tx) => readyFacts(tx, ids, AS_OF))));
  }
  return {
    residents: residents.sort((a, b) => Number(a.id) - Number(b.id)),
    facts: facts.sort((a, b) => a.resident - b.resident),
  };
}

async function mustDecideTheSame(
  { residents, facts }: Sample,
  ours: (resident: Resident) => DecisionStatus,
  peer: PeerDecide,
): Promise<void> {
  let unlike = Math.abs(residents.length - facts.length);
  for (const [place, resident] of residents.entries()) {
    const given = facts[place];
    const isSame = given && String(given.resident) === resident.id && ours(resident) === (await peer(given));
    if (!isSame) unlike++;
  }
  if (unlike === 0) return;
  throw new ProblemError(
    'BENCH_UNEQUAL',
    `${unlike} of ${residents.length} residents are decided differently`,
    {
      fix: 'one of the two sets of rules is wrong; nothing was measured',
    },
  );
}

/** Residents a second of processor time, the whole sample once or several times. */
function paceOf(residents: readonly Resident[], decide: (resident: Resident) => unknown): number {
  const spent = processorTime();
  let decided = 0;
  while (spent() < MINIMUM_SECONDS) {
    for (const resident of residents) decide(resident);
    decided += residents.length;
  }
  return decided / spent();
}

/** The same of the slower engine, which need not come to the end of a large sample. */
async function peerPaceOf(sample: readonly ReadyFacts[], peer: PeerDecide): Promise<number> {
  const spent = processorTime();
  let decided = 0;
  while (spent() < MINIMUM_SECONDS) {
    const from = decided % sample.length;
    for (const facts of sample.slice(from, from + PIECE)) {
      await peer(facts);
      decided++;
    }
  }
  return decided / spent();
}

/** Starts a watch of the seconds of processor time this process takes: what one core does, however busy the machine. */
function processorTime(): () => number {
  const start = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  };
}
