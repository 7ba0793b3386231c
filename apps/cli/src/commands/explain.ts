import { ExplainDecision } from '@kallelse/batches';
import { actorOf } from '../actor';
import { parseArguments, usageProblem } from '../arguments';
import { type ExitStatus, type Terminal } from '../command';
import { explainText } from '../explain-text';
import { withOffice } from '../office';
import { dateOption, idArgument, numberOption, requiredOption } from '../options';
import { print } from '../output';

/** `kallelse explain`: why somebody is called or not, in words a clerk can read to a caller. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const { values } = parseArguments(args, {
    resident: { type: 'string' },
    programme: { type: 'string' },
    'as-of': { type: 'string' },
    'known-at': { type: 'string' },
    batch: { type: 'string' },
    lang: { type: 'string' },
    reason: { type: 'string' },
    as: { type: 'string' },
    json: { type: 'boolean' },
  });
  const language = values.lang ?? 'sv';
  if (language !== 'sv' && language !== 'en') throw usageProblem('--lang takes sv or en');
  const asOf = dateOption(values['as-of'], 'as-of');
  const knownAt = dateOption(values['known-at'], 'known-at');
  const batch = numberOption(values.batch, 'batch');
  if (batch !== undefined && (asOf !== undefined || knownAt !== undefined))
    throw usageProblem('--batch decides as the batch did: it takes neither --as-of nor --known-at');
  const request = {
    residentId: idArgument(requiredOption(values.resident, 'resident'), '--resident'),
    programme: requiredOption(values.programme, 'programme'),
    language,
    reason: values.reason,
    ...(asOf === undefined ? {} : { asOf }),
    ...(knownAt === undefined ? {} : { knownAt }),
    ...(batch === undefined ? {} : { batch }),
  } as const;
  return withOffice<ExitStatus>(terminal, async (office) => {
    const actor = actorOf(values.as, office.config);
    const { decision, ...explained } = await office.get(ExplainDecision).run({ ...request, actor });
    await print(terminal, values.json, { ...decision, ...explained }, () =>
      explainText({ decision, ...explained }, language),
    );
    return 0;
  });
}
