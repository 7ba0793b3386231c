import {
  CoupleKits,
  KIT_REPORTS,
  Kits,
  OrderKit,
  PackKits,
  type KitFigure,
  type KitOrder,
  type PackedRun,
} from '@kallelse/delivery';
import { actorOf } from '../actor';
import { parseArguments, usageProblem } from '../arguments';
import { type CommandModule, type ExitStatus } from '../command';
import { withOffice } from '../office';
import { idArgument, requiredOption } from '../options';
import { type Column, count, print, table } from '../output';

const COMMON = { json: { type: 'boolean' }, as: { type: 'string' } } as const;
const ONE = { least: 1, most: 1 } as const;

/** `kallelse kits`: how many kits are in which state. */
export const list: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, COMMON, { least: 0, most: 1 });
    if (positionals.length > 0 && positionals[0] !== 'list')
      throw usageProblem('kits takes list, pack, couple, report, order or show');
    return withOffice<ExitStatus>(terminal, async (office) => {
      const kits = office.get(Kits);
      await kits.settle();
      const figures = await kits.figures();
      await print(terminal, values.json, figures, () =>
        figures.length === 0 ? 'no kit has been ordered\n' : table(figures, FIGURES),
      );
      return 0;
    });
  },
};

/** `kallelse kits pack`: tells the supplier what to pack, and what not to send any more. */
export const pack: CommandModule = {
  run: async (args, terminal) => {
    const { values } = parseArguments(args, COMMON);
    return withOffice<ExitStatus>(terminal, async (office) => {
      await office.get(Kits).settle();
      const runs = await office.get(PackKits).run();
      await print(terminal, values.json, runs, () =>
        runs.length === 0 ? 'there is nothing to pack\n' : table(runs, RUNS),
      );
      return 0;
    });
  },
};

/** `kallelse kits couple`: takes which kit was packed for which order. */
export const couple: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, COMMON, ONE);
    return withOffice<ExitStatus>(terminal, async (office) => {
      const actor = actorOf(values.as, office.config);
      const summary = await office.get(CoupleKits).run(positionals[0] ?? '', actor);
      const { rows, coupled, posted, known } = summary;
      await print(
        terminal,
        values.json,
        summary,
        () =>
          `${count(rows)} rows: ${count(coupled)} kits coupled, ${count(posted)} of them posted; ${count(known)} known before\n`,
      );
      return 0;
    });
  },
};

/** `kallelse kits report`: a kit was lost, cannot be used, or came back. */
export const report: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      { ...COMMON, state: { type: 'string' }, reason: { type: 'string' } },
      ONE,
    );
    const state = KIT_REPORTS.find((one) => one === requiredOption(values.state, 'state'));
    if (!state) throw usageProblem(`--state takes ${KIT_REPORTS.join(', ')}`);
    const reason = requiredOption(values.reason, 'reason');
    return withOffice<ExitStatus>(terminal, async (office) => {
      const actor = actorOf(values.as, office.config);
      const order = await office.get(Kits).report(positionals[0] ?? '', state, reason, actor);
      await print(terminal, values.json, order, () =>
        order.state === 'replaced'
          ? `another kit follows for order ${order.order}, with its letter\n`
          : `order ${order.order} is ${order.state}; no other kit follows: see kallelse exceptions --kind kit-limit\n`,
      );
      return 0;
    });
  },
};

/** `kallelse kits order`: somebody asks for a kit. */
export const order: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, { ...COMMON, reason: { type: 'string' } }, ONE);
    const reason = requiredOption(values.reason, 'reason');
    const round = idArgument(positionals[0], 'a round');
    return withOffice<ExitStatus>(terminal, async (office) => {
      const asked = await office.get(OrderKit).run(round, reason, actorOf(values.as, office.config));
      await print(
        terminal,
        values.json,
        asked,
        () => `a kit goes out in round ${asked.round}, with the letters that a worker sends next\n`,
      );
      return 0;
    });
  },
};

/** `kallelse kits show`: one order, by its number or by the code on the kit. */
export const show: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, COMMON, ONE);
    return withOffice<ExitStatus>(terminal, async (office) => {
      const order = await office.get(Kits).find(positionals[0] ?? '');
      await print(terminal, values.json, order, () => table([order], ORDERS));
      return 0;
    });
  },
};

const FIGURES: readonly Column<KitFigure>[] = [
  { head: 'programme', cell: ({ programme }) => programme },
  { head: 'kit', cell: ({ type }) => type },
  { head: 'state', cell: ({ state }) => state },
  { head: 'orders', cell: ({ count: n }) => n, right: true },
];
const RUNS: readonly Column<PackedRun>[] = [
  { head: 'run', cell: ({ id }) => id },
  { head: 'kind', cell: ({ kind }) => kind },
  { head: 'orders', cell: ({ orders }) => orders, right: true },
  { head: 'folder', cell: ({ path }) => path },
];
const ORDERS: readonly Column<KitOrder>[] = [
  { head: 'order', cell: ({ order }) => order, right: true },
  { head: 'resident', cell: ({ resident }) => resident, right: true },
  { head: 'programme', cell: ({ programme }) => programme },
  { head: 'kit', cell: ({ type }) => type },
  { head: 'state', cell: ({ state }) => state },
  { head: 'because', cell: ({ reason }) => reason },
  { head: 'ordered', cell: ({ orderedOn }) => orderedOn },
  { head: 'code', cell: ({ kit }) => kit },
  { head: 'best before', cell: ({ bestBefore }) => bestBefore },
];
