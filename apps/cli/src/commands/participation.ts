import {
  Participation,
  ParticipationCube,
  WITHIN_MONTHS,
  type Cohorts,
  type ParticipationRow,
} from '@kallelse/participation';
import { Programmes } from '@kallelse/programmes';
import { actorOf } from '../actor';
import { parseArguments, usageProblem } from '../arguments';
import { type CommandModule, type ExitStatus, type Terminal } from '../command';
import { withOffice } from '../office';
import { dateOption, requiredOption } from '../options';
import { type Column, count, percent, print, table } from '../output';

/** `kallelse participation`: participation by district, with intervals, small numbers suppressed. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const { values } = parseArguments(args, {
    programme: { type: 'string' },
    by: { type: 'string' },
    from: { type: 'string' },
    until: { type: 'string' },
    within: { type: 'string' },
    as: { type: 'string' },
    json: { type: 'boolean' },
  });
  if ((values.by ?? 'district') !== 'district') throw usageProblem('--by takes district');
  const from = dateOption(values.from, 'from');
  const until = dateOption(values.until, 'until');
  const within = WITHIN_MONTHS.find((months) => String(months) === values.within);
  if (values.within !== undefined && within === undefined)
    throw usageProblem(`--within takes ${WITHIN_MONTHS.join(', ')} (months)`);
  const request = {
    programme: requiredOption(values.programme, 'programme'),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    ...(within === undefined ? {} : { within }),
  };
  return withOffice<ExitStatus>(terminal, async (office) => {
    await office.get(Programmes).mustExist(request.programme);
    const published = await office.get(Participation).byDistrict(request, actorOf(values.as, office.config));
    await print(
      terminal,
      values.json,
      published,
      () => `${cohortsText(published.cohorts)}${participationText(published.rows)}`,
    );
    return 0;
  });
}

/** `kallelse participation rebuild`: everything counted anew. */
export const rebuild: CommandModule = {
  run: async (args, terminal) => {
    const { values } = parseArguments(args, { as: { type: 'string' }, json: { type: 'boolean' } });
    return withOffice<ExitStatus>(terminal, async (office) => {
      const counted = await office.get(ParticipationCube).rebuild(actorOf(values.as, office.config));
      await print(
        terminal,
        values.json,
        counted,
        () => `${count(counted.rounds)} rounds counted in ${count(counted.cells)} cells\n`,
      );
      return 0;
    });
  },
};

/** Which cohorts are in it; those that are too young would seem low. */
function cohortsText(cohorts: Cohorts | undefined): string {
  if (!cohorts) return '';
  const { first, last, leftOut } = cohorts;
  const later = leftOut > 0 ? `; ${count(leftOut)} invited later are left out: their time is not over` : '';
  return `invited from ${first.slice(0, 7)} to ${last.slice(0, 7)}${later}\n`;
}

/** The table; a suppressed row says so and is no zero. */
export function participationText(rows: readonly ParticipationRow[]): string {
  const hidden = rows.filter(({ suppressed }) => suppressed).length;
  const note =
    hidden > 0
      ? `·· suppressed: the row, or what it would give away of another, is about fewer than 5 people\n`
      : '';
  return `${table(rows, COLUMNS)}${note}`;
}

const rateText = (share: number | null): string => (share === null ? '··' : percent(share));
const shown = (n: number | null): string => (n === null ? '··' : count(n));

const COLUMNS: readonly Column<ParticipationRow>[] = [
  {
    head: 'district',
    cell: ({ kind, district }) => (kind === 'total' ? 'all' : (district ?? 'area not stated')),
  },
  { head: 'name', cell: ({ name }) => name },
  { head: 'area type', cell: ({ areaType }) => areaType, right: true },
  { head: 'invited', cell: ({ invited }) => shown(invited), right: true },
  { head: 'participated', cell: ({ participated }) => shown(participated), right: true },
  { head: 'rate', cell: ({ rate }) => rateText(rate), right: true },
  {
    head: '95 % interval',
    cell: ({ lower, upper }) => (lower === null ? '··' : `${rateText(lower)} – ${rateText(upper)}`),
    right: true,
  },
];
