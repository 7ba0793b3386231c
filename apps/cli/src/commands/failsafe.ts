import { Failsafe, type OverdueResident } from '@kallelse/batches';
import { actorOf } from '../actor';
import { parseArguments, usageProblem } from '../arguments';
import { type ExitStatus, type Terminal } from '../command';
import { failsafeText } from '../failsafe-text';
import { withOffice } from '../office';
import { dateOption } from '../options';
import { print } from '../output';

const COLUMNS = ['resident', 'programme', 'district', 'because', 'since'] as const;

/** `kallelse failsafe`: who is due by the end of next month and has no letter under way, and why. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const { values } = parseArguments(args, {
    ...{ programme: { type: 'string' }, region: { type: 'string' }, until: { type: 'string' } },
    ...{ list: { type: 'boolean' }, json: { type: 'boolean' }, as: { type: 'string' } },
  });
  if (values.list === true && values.json === true) throw usageProblem('give --list or --json, not both');
  const until = dateOption(values.until, 'until');
  const request = {
    ...(values.programme === undefined ? {} : { programme: values.programme }),
    ...(values.region === undefined ? {} : { region: values.region }),
    ...(until === undefined ? {} : { until }),
  };
  return withOffice<ExitStatus>(terminal, async (office) => {
    const actor = actorOf(values.as, office.config);
    if (values.list !== true) {
      const report = await office.get(Failsafe).run(request, actor);
      await print(terminal, values.json, report, () => failsafeText(report));
      return 0;
    }
    await terminal.out(`${COLUMNS.join(',')}\n`);
    await office.get(Failsafe).run(request, actor, (page) => terminal.out(page.map(line).join('')));
    return 0;
  });
}

/** Ids, codes and dates only: nothing that a comma or a formula could stand in. */
function line(row: OverdueResident): string {
  return `${COLUMNS.map((name) => row[name] ?? '').join(',')}\n`;
}
