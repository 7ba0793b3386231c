import { BookedTimes, type BookedTime, type DayOfUnit } from '@kallelse/episodes';
import { today } from '@kallelse/kernel';
import { actorOf } from '../actor';
import { parseArguments } from '../arguments';
import { type CommandModule, type ExitStatus } from '../command';
import { withOffice } from '../office';
import { dateOption, idArgument, requiredOption } from '../options';
import { type Column, count, print, table } from '../output';

const COMMON = { json: { type: 'boolean' }, as: { type: 'string' } } as const;
const ONE = { least: 1, most: 1 } as const;

/** `kallelse times`: what is free at units, or the times of a resident. */
export const list: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      { ...COMMON, unit: { type: 'string' } },
      { least: 0, most: 1 },
    );
    return withOffice<ExitStatus>(terminal, async (office) => {
      const times = office.get(BookedTimes);
      if (positionals.length > 0) {
        const own = await times.of(idArgument(positionals[0], 'the resident'));
        await print(terminal, values.json, own, () =>
          own.length === 0 ? 'the resident has had no time\n' : table(own, TIMES),
        );
        return 0;
      }
      const days = await times.days(values.unit);
      await print(terminal, values.json, days, () =>
        days.length === 0 ? 'there are no times to come\n' : table(days, DAYS),
      );
      return 0;
    });
  },
};

export const rebook: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      { ...COMMON, from: { type: 'string' }, unit: { type: 'string' } },
      ONE,
    );
    const time = idArgument(positionals[0], 'the time');
    return withOffice<ExitStatus>(terminal, async (office) => {
      const from = dateOption(values.from, 'from') ?? today(office.platform.clock);
      const actor = actorOf(values.as, office.config);
      const booked = await office.get(BookedTimes).rebook(time, { from, unit: values.unit }, actor);
      await print(terminal, values.json, booked, () => `the new time is ${booked.start} at ${booked.unit}\n`);
      return 0;
    });
  },
};

export const cancel: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, { ...COMMON, reason: { type: 'string' } }, ONE);
    const time = idArgument(positionals[0], 'the time');
    const reason = requiredOption(values.reason, 'reason');
    return withOffice<ExitStatus>(terminal, async (office) => {
      const actor = actorOf(values.as, office.config);
      const booked = await office.get(BookedTimes).cancel(time, reason, actor);
      await print(terminal, values.json, booked, () => `the time is cancelled, and free for somebody else\n`);
      return 0;
    });
  },
};

export const noShow: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, COMMON, ONE);
    const time = idArgument(positionals[0], 'the time');
    return withOffice<ExitStatus>(terminal, async (office) => {
      const booked = await office.get(BookedTimes).noShow(time, actorOf(values.as, office.config));
      await print(terminal, values.json, booked, () => `noted: nobody came at ${booked.start}\n`);
      return 0;
    });
  },
};

export const closeUnit: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      {
        ...COMMON,
        ...{
          from: { type: 'string' },
          until: { type: 'string' },
          to: { type: 'string' },
          reason: { type: 'string' },
        },
      },
      ONE,
    );
    const reason = requiredOption(values.reason, 'reason');
    return withOffice<ExitStatus>(terminal, async (office) => {
      const from = dateOption(values.from, 'from') ?? today(office.platform.clock);
      const days = { from, until: dateOption(values.until, 'until'), to: values.to?.split(',') ?? [] };
      const actor = actorOf(values.as, office.config);
      const closed = await office.get(BookedTimes).closeUnit(positionals[0] ?? '', days, reason, actor);
      await print(
        terminal,
        values.json,
        closed,
        () =>
          `${count(closed.closedPlaces)} places closed; ${count(closed.moved)} people have another time, ${count(closed.waiting)} wait for one; ${count(closed.letters)} letters tell of it\n`,
      );
      return 0;
    });
  },
};

const DAYS: readonly Column<DayOfUnit>[] = [
  { head: 'day', cell: ({ day }) => day },
  { head: 'unit', cell: ({ unit }) => unit },
  { head: 'programme', cell: ({ programme }) => programme },
  { head: 'places', cell: ({ places }) => places, right: true },
  { head: 'taken', cell: ({ taken }) => taken, right: true },
  { head: 'free', cell: ({ places, taken }) => places - taken, right: true },
];
const TIMES: readonly Column<BookedTime>[] = [
  { head: 'time', cell: ({ time }) => time, right: true },
  { head: 'round', cell: ({ round }) => round, right: true },
  { head: 'programme', cell: ({ programme }) => programme },
  { head: 'unit', cell: ({ unit }) => unit },
  { head: 'start', cell: ({ start }) => start },
  { head: 'state', cell: ({ state }) => state },
];
