import { ProblemError } from '@kallelse/kernel';
import {
  compareRuns,
  forecastOf,
  Simulate,
  simulationOf,
  SimulationRuns,
  type SimulateRequest,
  type SimulationEntity,
  type SimulationResult,
} from '@kallelse/programmes';
import { actorOf } from '../actor';
import { parseArguments, usageProblem } from '../arguments';
import { type CommandModule, type ExitStatus, type Terminal } from '../command';
import { forecastText } from '../forecast-text';
import { type Office, withOffice } from '../office';
import { dateOption, idArgument, numberOption } from '../options';
import { count, print, table } from '../output';
import { readSource } from '../programme-source';
import { comparedText, RUN_COLUMNS, simulationText } from '../simulation-text';
import { untilInterrupted } from '../until-interrupted';

const COMMON = { json: { type: 'boolean' }, as: { type: 'string' } } as const;

/** `kallelse programme simulate`: what a definition would decide of everybody, beside another one. */
export const simulate: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      {
        ...COMMON,
        against: { type: 'string' },
        'as-of': { type: 'string' },
        region: { type: 'string' },
        examples: { type: 'string' },
      },
      { least: 1, most: 1 },
    );
    const asOf = dateOption(values['as-of'], 'as-of');
    const examples = values.examples === '0' ? 0 : numberOption(values.examples, 'examples');
    return withOffice<ExitStatus>(terminal, async (office) => {
      const draft = await readSource(office, positionals[0], values.region);
      const request: SimulateRequest = {
        draft,
        against: await againstOf(office, values.against, values.region),
        ...(asOf === undefined ? {} : { asOf }),
        ...(values.region === undefined ? {} : { region: values.region }),
        ...(examples === undefined ? {} : { examples }),
      };
      const actor = actorOf(values.as, office.config);
      const run = await untilInterrupted((signal) =>
        office.get(Simulate).run(request, actor, { signal, onProgress: progressNoter(terminal) }),
      );
      const result = resultOf(run);
      await print(terminal, values.json, shownRun(run), () => simulationText(run, result));
      return 0;
    });
  },
};

/** `kallelse programme simulations [ID]`: those that were run. */
export const simulations: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      { json: COMMON.json, programme: { type: 'string' }, limit: { type: 'string' } },
      { least: 0, most: 1 },
    );
    return withOffice<ExitStatus>(terminal, async (office) => {
      const runs = office.get(SimulationRuns);
      if (positionals[0] !== undefined) {
        const run = await runs.get(idArgument(positionals[0], 'a simulation'));
        await print(terminal, values.json, shownRun(run), () => shownText(run));
        return 0;
      }
      const list = await runs.list(values.programme, numberOption(values.limit, 'limit'));
      await print(terminal, values.json, list, () => table(list, RUN_COLUMNS));
      return 0;
    });
  },
};

/** `kallelse programme simulations compare A B`: the figures that two simulations or two forecasts differ in. */
export const compare: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, { json: COMMON.json }, { least: 2, most: 2 });
    const [a, b] = [idArgument(positionals[0], 'a simulation'), idArgument(positionals[1], 'a simulation')];
    return withOffice<ExitStatus>(terminal, async (office) => {
      const runs = office.get(SimulationRuns);
      const figures = compareRuns(await runs.get(a), await runs.get(b));
      await print(terminal, values.json, figures, () => comparedText(figures, a, b));
      return 0;
    });
  },
};

/** `kallelse programme simulations cancel ID` */
export const cancel: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, COMMON, { least: 1, most: 1 });
    const id = idArgument(positionals[0], 'a simulation');
    return withOffice<ExitStatus>(terminal, async (office) => {
      const run = await office.get(SimulationRuns).cancel(id, actorOf(values.as, office.config));
      await print(terminal, values.json, shownRun(run), () => `simulation ${id} is ${run.state}\n`);
      return 0;
    });
  },
};

function shownText(run: SimulationEntity): string {
  const [simulation, forecast] = [simulationOf(run), forecastOf(run)];
  if (simulation) return simulationText(run, simulation);
  return forecast ? forecastText(run, forecast) : table([run], RUN_COLUMNS);
}

/** `active` and `none` are words; anything else names rules, as the first argument does. */
async function againstOf(
  office: Office,
  text: string | undefined,
  region: string | undefined,
): Promise<NonNullable<SimulateRequest['against']>> {
  if (text === undefined || text === 'active' || text === 'none') return text ?? 'active';
  if (text === '') throw usageProblem('--against takes active, none, a file or PROGRAMME@VERSION');
  return (await readSource(office, text, region)).definition;
}

/** Steps in which a long run tells how far it is. */
const NOTED_PERCENT = 5;

/** Tells how far a run is, on standard error: at once, then now and again. */
export function progressNoter(terminal: Terminal): (progress: { done: number; total: number }) => void {
  let next = 0;
  return ({ done, total }) => {
    const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
    if (percent < next) return;
    next = percent === 100 ? 101 : percent + NOTED_PERCENT;
    terminal.note(`${count(done)} of ${count(total)} residents, ${percent} %\n`);
  };
}

function resultOf(run: SimulationEntity): SimulationResult {
  const result = simulationOf(run);
  if (result) return result;
  const { id, state, kind } = run;
  throw new ProblemError(
    'SIMULATION_NO_RESULT',
    `${kind} ${id} is ${state}: there is no simulation to show`,
    {
      fix: 'see kallelse programme simulations',
    },
  );
}

/** A run without the document it was about, which `programme show` has where it was submitted. */
export function shownRun({ document: _document, ...run }: SimulationEntity): object {
  return run;
}
