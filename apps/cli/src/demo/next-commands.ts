import { BatchFigures, Batches } from '@kallelse/batches';
import { processEnvironment } from '@kallelse/platform';
import { type Office } from '../office';

const RUN = 'npm run -s kallelse --';

/** What to try in the folder that the demo has filled; each line works as pasted in the same shell and place. */
export async function nextCommands(office: Office, hasPlayed: boolean): Promise<string> {
  const resident = await somebodyInvited(office);
  const lines = [
    ...(hasPlayed ? [] : ['npm run -s demo -- --until 2027-03-31']),
    `${RUN} explain --resident ${resident} --programme colorectal --lang en`,
    `${RUN} batch reconcile 1`,
    `${RUN} participation --programme colorectal --by district`,
  ];
  return ['\nTry next:\n', ...lines.map((line) => `  ${prefix()}${line}\n`)].join('');
}

/** Only where it is set, and as it is set. */
function prefix(): string {
  const folder = processEnvironment()['KALLELSE_DATA'];
  if (folder === undefined || folder === '') return '';
  const quoted = /^[\w./-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", `'\\''`)}'`;
  return `KALLELSE_DATA=${quoted} `;
}

async function somebodyInvited(office: Office): Promise<number> {
  const batches = await office.get(Batches).list();
  const batch = batches.find(({ programme, state }) => programme === 'colorectal' && state === 'released');
  const rows = batch ? await office.get(BatchFigures).unsent(batch.id, 1) : [];
  return rows[0]?.resident ?? 1;
}
