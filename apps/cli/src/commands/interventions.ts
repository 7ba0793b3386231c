import {
  AnalyseIntervention,
  FOLLOWED_DAYS,
  type ArmRow,
  type InterventionResult,
} from '@kallelse/participation';
import { Interventions, INTERVENTION_KINDS, type Intervention } from '@kallelse/programmes';
import { actorOf } from '../actor';
import { parseArguments, usageProblem } from '../arguments';
import { type CommandModule, type ExitStatus } from '../command';
import { withOffice } from '../office';
import { dateOption, listOption, requiredOption } from '../options';
import { count, percent, print, table, type Column } from '../output';

const NAME = { least: 1, most: 1 };

/** `kallelse interventions register`: a measure in districts, or drawn by lot. */
export const register: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      {
        programme: { type: 'string' },
        kind: { type: 'string' },
        description: { type: 'string' },
        from: { type: 'string' },
        until: { type: 'string' },
        district: { type: 'string', multiple: true },
        arm: { type: 'string', multiple: true },
        letter: { type: 'string', multiple: true },
        unit: { type: 'string' },
        seed: { type: 'string' },
        as: { type: 'string' },
      },
      NAME,
    );
    const kind = INTERVENTION_KINDS.find((one) => one === values.kind);
    if (!kind) throw usageProblem(`--kind takes ${INTERVENTION_KINDS.join(', ')}`);
    const unit = (['person', 'week'] as const).find((one) => one === (values.unit ?? 'person'));
    if (!unit) throw usageProblem('--unit takes person or week');
    const from = dateOption(requiredOption(values.from, 'from'), 'from');
    if (!from) throw usageProblem('--from is missing');
    const until = dateOption(values.until, 'until');
    const [districts, arms] = [listOption(values.district), listOption(values.arm)];
    const name = positionals[0] ?? '';
    return withOffice<ExitStatus>(terminal, async (office) => {
      await office.get(Interventions).register(
        {
          ...{ name, kind: kind, from },
          programme: requiredOption(values.programme, 'programme'),
          description: requiredOption(values.description, 'description'),
          ...(until === undefined ? {} : { until }),
          ...(districts === undefined ? {} : { districts }),
          ...(arms === undefined ? {} : { arms, unit, templates: lettersOf(values.letter ?? []) }),
          ...(values.seed === undefined ? {} : { seed: values.seed }),
        },
        actorOf(values.as, office.config),
      );
      await terminal.out(`${name} is registered from ${from}\n`);
      return 0;
    });
  },
};

/** `sms:cervical-reminder=cervical-reminder-short` */
function lettersOf(given: readonly string[]): Record<string, Record<string, string>> {
  const letters: Record<string, Record<string, string>> = {};
  for (const one of given) {
    const [, arm, template, other] = /^([^:=]+):([^:=]+)=([^:=]+)$/.exec(one) ?? [];
    if (!arm || !template || !other) throw usageProblem('--letter takes ARM:TEMPLATE=OTHER');
    letters[arm] = { ...letters[arm], [template]: other };
  }
  return letters;
}

/** `kallelse interventions end`: the last day of a measure. */
export const end: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      { until: { type: 'string' }, as: { type: 'string' } },
      NAME,
    );
    const until = dateOption(requiredOption(values.until, 'until'), 'until');
    if (!until) throw usageProblem('--until is missing');
    return withOffice<ExitStatus>(terminal, async (office) => {
      await office.get(Interventions).end(positionals[0] ?? '', until, actorOf(values.as, office.config));
      await terminal.out(`its last day is ${until}\n`);
      return 0;
    });
  },
};

/** `kallelse interventions list`. */
export const list: CommandModule = {
  run: async (args, terminal) => {
    const { values } = parseArguments(args, { programme: { type: 'string' }, json: { type: 'boolean' } });
    return withOffice<ExitStatus>(terminal, async (office) => {
      const all = await office.get(Interventions).list(values.programme);
      await print(terminal, values.json, all, () => table(all, LISTED));
      return 0;
    });
  },
};

const LISTED: readonly Column<Intervention>[] = [
  { head: 'name', cell: ({ name }) => name },
  { head: 'programme', cell: ({ programme }) => programme },
  { head: 'kind', cell: ({ kind }) => kind },
  { head: 'from', cell: ({ from }) => from },
  { head: 'until', cell: ({ until }) => until ?? 'until ended' },
  {
    head: 'where',
    cell: ({ districts, arms, unit }) =>
      arms ? `${arms.join(', ')} by ${unit ?? ''}` : districts?.join(', '),
  },
];

/** `kallelse interventions show`: what came of it, by area type. */
export const show: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(args, { json: { type: 'boolean' } }, NAME);
    return withOffice<ExitStatus>(terminal, async (office) => {
      const result = await office.get(AnalyseIntervention).run(positionals[0] ?? '');
      await print(terminal, values.json, result, () => resultText(result));
      return 0;
    });
  },
};

const ROWS: readonly Column<ArmRow>[] = [
  { head: 'area type', cell: ({ areaType }) => areaType ?? 'not stated' },
  { head: 'arm', cell: ({ arm }) => arm },
  { head: 'invited', cell: ({ invited }) => (invited === null ? '··' : count(invited)), right: true },
  {
    head: 'participated',
    cell: ({ participated }) => (participated === null ? '··' : count(participated)),
    right: true,
  },
  { head: 'share', cell: ({ rate }) => (rate ? percent(rate.value) : '··'), right: true },
  {
    head: 'difference (95 %)',
    cell: ({ difference: d }) =>
      d ? `${percent(d.value)} (${percent(d.lower)} to ${percent(d.upper)})` : '',
    right: true,
  },
];

function resultText({ intervention, invitedUntil, arms, rows }: InterventionResult): string {
  return [
    `${intervention.description}\n`,
    `participation within ${FOLLOWED_DAYS} days of those invited until ${invitedUntil}, against ${arms[0] ?? ''}; for the office itself\n`,
    table(rows, ROWS),
  ].join('');
}
