import { resolve } from 'node:path';
import { parseArguments, usageProblem } from '../arguments';
import { BenchServer, type BenchDatabase } from '../bench/bench-server';
import { benchDecide } from '../bench/decide-bench';
import { benchDecisions } from '../bench/decisions-bench';
import { benchImport } from '../bench/import-bench';
import {
  isMet,
  linearity,
  type Measure,
  type MeasureName,
  MEASURES,
  type Outcome,
  timed,
} from '../bench/measure';
import { benchEquity } from '../bench/equity-bench';
import { benchPrint } from '../bench/print-bench';
import { importEvents, importGeography, importResidents, regionFiles } from '../bench/region';
import { benchRelease } from '../bench/release-bench';
import { machineOf, reportText } from '../bench/report';
import { benchSimulation } from '../bench/simulation-bench';
import { type ExitStatus, type Terminal } from '../command';
import { sayer, type Say } from '../demo/say';
import { listOption, numberOption } from '../options';
import { count, print } from '../output';

const SIZES = [200_000, 1_000_000];
const REPEATS = 3;
const DECISION_REPEATS = 7;
/** What is measured on a register with events, and what on a register at all. */
const WITH_EVENTS: readonly MeasureName[] = ['decisions', 'simulation', 'decide-memory', 'release'];
const ON_A_REGISTER: readonly MeasureName[] = ['import', ...WITH_EVENTS];

/** `kallelse bench`: the speed of the main job as ratios to baselines measured in the same run. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const { values } = parseArguments(args, {
    residents: { type: 'string' },
    only: { type: 'string' },
    data: { type: 'string' },
    repeats: { type: 'string' },
    json: { type: 'boolean' },
  });
  const sizes = listOption(values.residents ? [values.residents] : undefined)?.map(
    (text) => numberOption(text, 'residents') ?? 0,
  );
  const plan = {
    sizes: sizes ?? SIZES,
    only: measureNames(values.only),
    repeats: numberOption(values.repeats, 'repeats') ?? REPEATS,
  };
  const say = sayer(terminal);
  const server = await BenchServer.start(values.data === undefined ? undefined : resolve(values.data), say);
  try {
    const machine = machineOf(await server.facts());
    const measures = await takeMeasures(server, plan, say);
    const missed = measures.filter((measure) => isMet(measure) === false).length;
    const told = measures.map((measure) => ({ ...measure, met: isMet(measure) }));
    await print(terminal, values.json, { machine, measures: told }, () => reportText(machine, measures));
    if (missed > 0) terminal.note(`${missed} ${missed === 1 ? 'target is' : 'targets are'} missed\n`);
    return missed === 0 ? 0 : 1;
  } finally {
    await server.stop();
  }
}

interface Plan {
  readonly sizes: readonly number[];
  readonly only: ReadonlySet<MeasureName>;
  readonly repeats: number;
}

function measureNames(text: string | undefined): ReadonlySet<MeasureName> {
  const names = listOption(text === undefined ? undefined : [text]) ?? MEASURES;
  const known = MEASURES.filter((name) => names.includes(name));
  if (known.length !== new Set(names).size) throw usageProblem(`--only takes ${MEASURES.join(', ')}`);
  return new Set(known);
}

async function takeMeasures(server: BenchServer, plan: Plan, say: Say): Promise<Measure[]> {
  const outcomes: Outcome[] = [];
  for (const residents of plan.sizes) {
    say(`${count(residents)} residents`);
    if (ON_A_REGISTER.some((name) => plan.only.has(name)))
      outcomes.push(...(await withRegister(server, residents, plan, say)));
    if (plan.only.has('print')) outcomes.push(await benchPrint(residents, plan.repeats, say));
    if (plan.only.has('equity')) outcomes.push(await benchEquity(server, residents, plan.repeats, say));
  }
  return [
    ...outcomes.flatMap(({ measures }) => measures),
    ...linearity(outcomes.flatMap(({ paces }) => paces)),
  ];
}

/** The measures on a register: its import, and decisions of those it brought. */
async function withRegister(
  server: BenchServer,
  residents: number,
  { only, repeats }: Plan,
  say: Say,
): Promise<Outcome[]> {
  const folder = await regionFiles(server.folder, residents);
  say('files written');
  const outcomes: Outcome[] = [];
  let filled: BenchDatabase;
  if (only.has('import')) {
    const imports = await benchImport(server, folder, residents, repeats, say);
    outcomes.push(imports.outcome);
    filled = imports.filled;
  } else {
    filled = await server.database();
    await importGeography(filled.databases, folder);
    await importResidents(filled.environment, folder);
  }
  try {
    if (!WITH_EVENTS.some((name) => only.has(name))) return outcomes;
    const { result: rows, seconds } = await timed(() => importEvents(filled.databases, folder));
    say(`${count(rows)} events imported in ${seconds.toFixed(1)} s`);
    if (only.has('decisions'))
      outcomes.push(await benchDecisions(filled.databases, residents, DECISION_REPEATS, say));
    if (only.has('simulation'))
      outcomes.push(await benchSimulation(filled.databases, residents, repeats, say));
    if (only.has('decide-memory'))
      outcomes.push(await benchDecide(filled.databases, residents, repeats, say));
    if (only.has('release')) outcomes.push(await benchRelease(filled.environment, residents, say));
    return outcomes;
  } finally {
    await filled.drop();
  }
}
