import { type LoadPreview, PreviewLoad } from '@kallelse/batches';
import { type Presumption, PRESUMPTIONS, Presumptions } from '@kallelse/population';
import { actorOf } from '../actor';
import { parseArguments, usageProblem } from '../arguments';
import { type CommandModule, type ExitStatus } from '../command';
import { withOffice } from '../office';
import { noteProgress } from '../open';
import { requiredOption } from '../options';
import { count, print, table } from '../output';

const BAD_LINES = 3;

/** `kallelse organs presumption`: what a first entry presumes, by region; with a value it is set. */
export const presumption: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      {
        ...{ json: { type: 'boolean' }, as: { type: 'string' } },
        ...{ region: { type: 'string' }, reason: { type: 'string' } },
      },
      { least: 0, most: 1 },
    );
    const wanted = positionals[0] === undefined ? undefined : readPresumption(positionals[0]);
    const reason = wanted === undefined ? '' : requiredOption(values.reason, 'reason');
    return withOffice<ExitStatus>(terminal, async (office) => {
      const actor = actorOf(values.as, office.config);
      const settings = office.get(Presumptions);
      if (wanted !== undefined)
        await settings.set({ region: values.region ?? null, presumption: wanted, actor, reason });
      const held = await settings.list();
      await print(terminal, values.json, held, () => {
        const rows = [
          { region: 'every other region', presumption: held.standard },
          ...held.settings.flatMap((one) => (one.region === null ? [] : [{ ...one, region: one.region }])),
        ];
        return table(rows, [
          { head: 'region', cell: ({ region }) => region },
          { head: 'a first entry presumes by', cell: (row) => row.presumption },
        ]);
      });
      return 0;
    });
  },
};

/** `kallelse import preview`: how many would have to be asked, before anything is stored. */
export const previewLoad: CommandModule = {
  run: async (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      { json: { type: 'boolean' }, as: { type: 'string' }, presumption: { type: 'string' } },
      { least: 1, most: 1 },
    );
    const wanted = values.presumption === undefined ? undefined : readPresumption(values.presumption);
    return withOffice<ExitStatus>(terminal, async (office) => {
      const request = {
        path: positionals[0] ?? '',
        actor: actorOf(values.as, office.config),
        presumption: wanted,
        onProgress: noteProgress(terminal),
      };
      const seen = await office.get(PreviewLoad).run(request);
      await print(terminal, values.json, seen, () => previewText(seen));
      return seen.rejected > 0 ? BAD_LINES : 0;
    });
  },
};

function readPresumption(text: string): Presumption {
  const found = PRESUMPTIONS.find((one) => one === text);
  if (!found) throw usageProblem(`a presumption is one of ${PRESUMPTIONS.join(', ')}`);
  return found;
}

function previewText({
  rows,
  rejected,
  residents,
  wouldEnquire,
  presumption: held,
  programmes,
}: LoadPreview): string {
  return [
    `${count(rows)} rows, ${count(rejected)} would be rejected; nothing is stored or sent`,
    `with the presumption ${held}: of ${count(residents)} residents ${count(wouldEnquire)} would have to be asked about their organs`,
    programmes.length === 0
      ? ''
      : table(programmes, [
          { head: 'programme', cell: ({ programme }) => programme },
          { head: 'region', cell: ({ region }) => region ?? '–' },
          { head: 'enquire', cell: (one) => count(one.count), right: true },
        ]),
  ].join('\n');
}
