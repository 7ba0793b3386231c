import {
  sendingCalendar,
  type SendingMonth,
  type UnsentCount,
  Batches,
  type BatchEntity,
  BatchFigures,
  CONTACT_STATES,
  GenerateBatch,
  PreviewBatch,
  type Reconciliation,
  ReleaseBatch,
} from '@kallelse/batches';
import { PrintFolder } from '@kallelse/delivery';
import { today } from '@kallelse/kernel';
import { Programmes } from '@kallelse/programmes';
import { actorOf } from '../actor';
import { parseArguments, usageProblem } from '../arguments';
import { type CommandModule, type ExitStatus } from '../command';
import { limitsOf } from '../batch-limits';
import { commandConfig, hasInbox, withDemoInbox } from '../demo/surroundings';
import { type Office, withOffice } from '../office';
import { dateOption, idArgument, listOption, numberOption } from '../options';
import { count, print, table, type Column } from '../output';
import { previewText } from '../preview-text';
import { unsentText } from '../unsent-text';
import { workUntilDone } from '../work-until-done';

const COMMON = { json: { type: 'boolean' }, as: { type: 'string' } } as const;

export const plan: CommandModule = {
  run: async (args, terminal) => {
    const { values } = parseArguments(args, {
      ...COMMON,
      programme: { type: 'string' },
      enquiry: { type: 'boolean' },
      corrects: { type: 'string' },
      region: { type: 'string' },
      district: { type: 'string', multiple: true },
      municipality: { type: 'string', multiple: true },
      'birth-month': { type: 'string', multiple: true },
      capacity: { type: 'string' },
      unit: { type: 'string', multiple: true },
      limit: { type: 'string', multiple: true },
      share: { type: 'string', multiple: true },
      seed: { type: 'string' },
      'as-of': { type: 'string' },
    });
    if ([values.programme, values.enquiry, values.corrects].every((value) => value === undefined))
      throw usageProblem('give --programme, --enquiry, both of them, or --corrects');
    const months = listOption(values['birth-month'])?.map(Number);
    if (months?.some((month) => !Number.isInteger(month) || month < 1 || month > 12))
      throw usageProblem('--birth-month takes 1 to 12');
    const filters = present({
      districts: listOption(values.district),
      municipalities: listOption(values.municipality),
      birthMonths: months,
    });
    const plan = {
      kind: batchKind(values),
      filters,
      ...present({
        programme: values.programme,
        corrects: values.corrects === undefined ? undefined : idArgument(values.corrects, '--corrects'),
        region: values.region,
        units: listOption(values.unit),
        limits: limitsOf(listOption(values.limit), listOption(values.share)),
        capacity: numberOption(values.capacity, 'capacity'),
        seed: values.seed,
        asOf: dateOption(values['as-of'], 'as-of'),
      }),
    };
    return withOffice<ExitStatus>(terminal, async (office) => {
      const batch = await office.get(Batches).plan(plan, actorOf(values.as, office.config));
      await print(
        terminal,
        values.json,
        batch,
        () => `batch ${batch.id} is planned; next: kallelse batch preview ${batch.id}\n`,
      );
      return 0;
    });
  },
};

function batchKind(values: {
  programme?: string;
  enquiry?: boolean;
  corrects?: string;
}): BatchEntity['kind'] {
  const { programme, enquiry, corrects } = values;
  if (corrects !== undefined) {
    if (programme !== undefined || enquiry === true)
      throw usageProblem('--corrects stands alone: everybody whom that batch contacted by mistake');
    return 'correction';
  }
  if (enquiry !== true) return 'invitation';
  return programme === undefined ? 'enquiry' : 'questionnaire';
}

/** A command on one batch: `kallelse batch VERB ID`. */
function onBatch(
  work: (
    office: Office,
    id: number,
    call: { as: string | undefined; json: boolean | undefined; override: string | undefined },
  ) => Promise<unknown>,
  text: (result: never, id: number) => string,
): CommandModule {
  return {
    run: async (args, terminal) => {
      const { values, positionals } = parseArguments(
        args,
        { ...COMMON, override: { type: 'string' } },
        { least: 1, most: 1 },
      );
      const id = idArgument(positionals[0], 'the batch');
      return withOffice<ExitStatus>(terminal, async (office) => {
        const result = await work(office, id, {
          as: values.as,
          json: values.json,
          override: values.override,
        });
        await print(terminal, values.json, result, () => text(result as never, id));
        return 0;
      });
    },
  };
}

export const preview = onBatch(
  async (office, id, { as }) => (await office.get(PreviewBatch).run(id, actorOf(as, office.config))).preview,
  (found: Parameters<typeof previewText>[0], id) =>
    `${previewText(found, hasInbox(commandConfig()))}\nnext: kallelse batch submit ${id}\n`,
);

export const submit = onBatch(
  (office, id, { as }) => office.get(Batches).submit(id, actorOf(as, office.config)),
  (_: BatchEntity, id) =>
    `batch ${id} is submitted; somebody else may approve it: kallelse batch approve ${id} --as USER\n`,
);

export const approve = onBatch(
  (office, id, { as, override }) => office.get(Batches).approve(id, actorOf(as, office.config), override),
  ({ approver }: BatchEntity, id) =>
    `batch ${id} is approved by ${approver ?? ''}; next: kallelse batch generate ${id}\n`,
);

export const generate = onBatch(
  async (office, id, { as }) => (await office.get(GenerateBatch).run(id, actorOf(as, office.config))).batch,
  ({ generated }: BatchEntity, id) =>
    `batch ${id} has ${count(generated ?? 0)} contacts; next: kallelse batch release ${id}\n`,
);

export const release: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      { ...COMMON, 'no-wait': { type: 'boolean' } },
      { least: 1, most: 1 },
    );
    const id = idArgument(positionals[0], 'the batch');
    const sendOut = async (office: Office): Promise<ExitStatus> => {
      // Before anything is released: working the queue would wait for a store that is away without an end.
      if (values['no-wait'] !== true) await office.platform.queues.ping();
      await office.get(ReleaseBatch).run(id, actorOf(values.as, office.config));
      if (values['no-wait'] !== true) await workUntilDone(office, id, terminal);
      const figures = await office.get(BatchFigures).reconcile(id);
      await print(
        terminal,
        values.json,
        figures,
        () => `${reconciliationText(figures)}letters lie in ${office.get(PrintFolder).folder}\n`,
      );
      return 0;
    };
    if (values['no-wait'] === true) return withOffice(terminal, sendOut);
    return withDemoInbox(terminal, (variables) =>
      withOffice(terminal, sendOut, { config: commandConfig(variables) }),
    );
  },
};

export const status: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, { json: COMMON.json }, { least: 0, most: 1 });
    return withOffice<ExitStatus>(terminal, async (office) => {
      const batches = office.get(Batches);
      const found =
        positionals[0] === undefined
          ? await batches.list()
          : [await batches.get(idArgument(positionals[0], 'the batch'))];
      await print(terminal, values.json, found, () => table(found, BATCH_COLUMNS));
      return 0;
    });
  },
};

export const reconcile = onBatch(
  (office, id) => office.get(BatchFigures).reconcile(id),
  (figures: readonly Reconciliation[]) => reconciliationText(figures),
);

export const unsent: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      { json: COMMON.json, limit: { type: 'string' }, 'by-district': { type: 'boolean' } },
      { least: 1, most: 1 },
    );
    const id = idArgument(positionals[0], 'the batch');
    return withOffice<ExitStatus>(terminal, async (office) => {
      if (values['by-district'] === true) {
        const counts = await office.get(BatchFigures).unsentByDistrict(id);
        await print(terminal, values.json, counts, () =>
          counts.length === 0 ? 'all that was due has gone out\n' : table(counts, UNSENT_COUNTS),
        );
        return 0;
      }
      const limit = numberOption(values.limit, 'limit') ?? 1000;
      const rows = await office.get(BatchFigures).unsent(id, limit);
      await print(terminal, values.json, rows, () => {
        const rest = rows.length === limit ? `only the first ${count(limit)}; --limit N shows more\n` : '';
        return `${unsentText(rows, today(office.platform.clock))}${rest}`;
      });
      return 0;
    });
  },
};

/** The entries that are not undefined. */
function present<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

const BATCH_COLUMNS: readonly Column<BatchEntity>[] = [
  { head: 'batch', cell: ({ id }) => id, right: true },
  { head: 'kind', cell: ({ kind }) => kind },
  { head: 'programme', cell: ({ programme }) => programme ?? 'all' },
  { head: 'state', cell: ({ state }) => state },
  { head: 'as of', cell: ({ asOf }) => asOf },
  { head: 'selected', cell: ({ selected }) => selected, right: true },
  { head: 'generated', cell: ({ generated }) => generated, right: true },
  { head: 'author', cell: ({ author }) => author },
  { head: 'approver', cell: ({ approver }) => approver },
];

/** The figures of a batch; selected is the sum of the states. */
export function reconciliationText(figures: readonly Reconciliation[]): string {
  const columns: Column<Reconciliation>[] = [
    { head: 'step', cell: ({ step }) => step },
    { head: 'selected', cell: ({ selected }) => selected, right: true },
    ...CONTACT_STATES.map((state): Column<Reconciliation> => ({
      head: state,
      cell: ({ states }) => states[state],
      right: true,
    })),
    { head: 'adds up', cell: ({ addsUp }) => (addsUp ? 'yes' : 'NO') },
  ];
  return table(figures, columns);
}

const UNSENT_COUNTS: readonly Column<UnsentCount>[] = [
  { head: 'district', cell: ({ district }) => district ?? 'not stated' },
  { head: 'state', cell: ({ state }) => state },
  { head: 'because', cell: ({ reason }) => reason },
  { head: 'contacts', cell: ({ count: n }) => count(n), right: true },
];

/** `kallelse batch calendar`: whom a programme that follows the month of birth writes to in which month. */
export const calendar: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      { json: COMMON.json, region: { type: 'string' } },
      { least: 1, most: 1 },
    );
    return withOffice<ExitStatus>(terminal, async (office) => {
      const active = await office.get(Programmes).active(positionals[0] ?? '', values.region ?? null);
      const { followsBirthMonth, pauses } = active.definition.delivery;
      const months = sendingCalendar({ pauses });
      await print(terminal, values.json, { followsBirthMonth, pauses, months }, () =>
        [
          followsBirthMonth ? '' : 'the rules do not follow the month of birth; if they did:\n',
          table(months, CALENDAR),
        ].join(''),
      );
      return 0;
    });
  },
};

const CALENDAR: readonly Column<SendingMonth>[] = [
  { head: 'month', cell: ({ month }) => month, right: true },
  { head: 'born in', cell: ({ birthMonths }) => birthMonths.join(', ') },
  { head: '', cell: ({ isPaused }) => (isPaused ? 'paused' : '') },
];
