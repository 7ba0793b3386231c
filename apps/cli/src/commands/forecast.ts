import { type Version } from '@kallelse/eligibility';
import { forecastOf, ForecastProgramme, Programmes } from '@kallelse/programmes';
import { actorOf } from '../actor';
import { parseArguments, usageProblem } from '../arguments';
import { type ExitStatus, type Terminal } from '../command';
import { forecastText } from '../forecast-text';
import { type Office, withOffice } from '../office';
import { dateOption, numberOption } from '../options';
import { print } from '../output';
import { readSource } from '../programme-source';
import { untilInterrupted } from '../until-interrupted';
import { progressNoter, shownRun } from './simulate';

/** `kallelse programme forecast`: when residents will be due, and how many invitations that makes. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const { values, positionals } = parseArguments(
    args,
    {
      months: { type: 'string' },
      by: { type: 'string' },
      'as-of': { type: 'string' },
      region: { type: 'string' },
      'no-back-test': { type: 'boolean' },
      json: { type: 'boolean' },
      as: { type: 'string' },
    },
    { least: 1, most: 1 },
  );
  const by = values.by ?? 'district';
  if (by !== 'district' && by !== 'unit') throw usageProblem('--by takes district or unit');
  const [asOf, months] = [dateOption(values['as-of'], 'as-of'), numberOption(values.months, 'months')];
  return withOffice<ExitStatus>(terminal, async (office) => {
    const request = {
      version: await versionOf(office, positionals[0] ?? '', values.region),
      by,
      backTest: values['no-back-test'] !== true,
      ...(months === undefined ? {} : { months }),
      ...(asOf === undefined ? {} : { asOf }),
      ...(values.region === undefined ? {} : { region: values.region }),
    } as const;
    const actor = actorOf(values.as, office.config);
    const ended = await untilInterrupted((signal) =>
      office.get(ForecastProgramme).run(request, actor, { signal, onProgress: progressNoter(terminal) }),
    );
    const forecast = forecastOf(ended);
    await print(terminal, values.json, shownRun(ended), () =>
      forecast ? forecastText(ended, forecast) : '',
    );
    return 0;
  });
}

/** The name of a programme means its version in force. */
async function versionOf(office: Office, text: string, region: string | undefined): Promise<Version> {
  if (!/^[a-z][a-z0-9-]*$/.test(text)) return readSource(office, text, region);
  const programmes = office.get(Programmes);
  const { definition, region: own } = await programmes.active(text, region ?? null);
  return programmes.show(text, definition.version, own);
}
