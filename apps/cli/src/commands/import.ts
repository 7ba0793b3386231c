import { SettleRounds, type SettleCounts } from '@kallelse/episodes';
import {
  ImportEvents,
  ImportReference,
  ImportResidents,
  type ImportRequest,
  type ImportSummary,
  type ReferenceKind,
  type ReferenceSummary,
} from '@kallelse/population';
import { actorOf } from '../actor';
import { parseArguments } from '../arguments';
import { type CommandModule, type ExitStatus, type Terminal } from '../command';
import { type Office, withOffice } from '../office';
import { noteProgress } from '../open';
import { count, print } from '../output';

const BAD_LINES = 3;
const ONE_FILE = { least: 1, most: 1 } as const;
const COMMON = { as: { type: 'string' }, json: { type: 'boolean' } } as const;

export const residents: CommandModule = rowImport((office, request) =>
  office.get(ImportResidents).run(request),
);

export const events: CommandModule = rowImport((office, request) => office.get(ImportEvents).run(request));

/**
 * An import of rows. What it brings may end rounds (a test, a death, an opt-out), so they are settled at once: the next
 * preview or report already knows.
 */
function rowImport(run: (office: Office, request: ImportRequest) => Promise<ImportSummary>): CommandModule {
  return {
    run: (args, terminal) => {
      const { values, positionals } = parseArguments(
        args,
        { ...COMMON, 'accept-gap': { type: 'boolean' } },
        ONE_FILE,
      );
      return withOffice<ExitStatus>(terminal, async (office) => {
        const summary = await run(office, {
          path: positionals[0] ?? '',
          actor: actorOf(values.as, office.config),
          acceptGap: values['accept-gap'] === true,
          onProgress: noteProgress(terminal),
        });
        const settled = summary.repeated ? undefined : await office.get(SettleRounds).run();
        await print(terminal, values.json, { ...summary, roundsClosed: settled?.closed ?? {} }, () =>
          rowsText(summary, settled),
        );
        return summary.rejected > 0 ? BAD_LINES : 0;
      });
    },
  };
}

export const districts: CommandModule = {
  run: (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      { ...COMMON, geometry: { type: 'string' }, successors: { type: 'string' } },
      ONE_FILE,
    );
    return importReference(terminal, values, [
      ['districts', positionals[0]],
      ['geometry', values.geometry],
      ['successors', values.successors],
    ]);
  },
};

export const units: CommandModule = {
  run: (args, terminal) => {
    const { values, positionals } = parseArguments(
      args,
      { ...COMMON, catchments: { type: 'string' } },
      ONE_FILE,
    );
    return importReference(terminal, values, [
      ['units', positionals[0]],
      ['catchments', values.catchments],
    ]);
  },
};

/** Times at units; letters that wait for one get it with the next release. */
export const slots: CommandModule = {
  run: (args, terminal) => {
    const { values, positionals } = parseArguments(args, COMMON, ONE_FILE);
    return importReference(terminal, values, [['slots', positionals[0]]]);
  },
};

/** Reference files one after the other, each whole or not at all. */
function importReference(
  terminal: Terminal,
  { as, json }: { readonly as?: string | undefined; readonly json?: boolean | undefined },
  files: readonly (readonly [what: ReferenceKind, path: string | undefined])[],
): Promise<ExitStatus> {
  return withOffice<ExitStatus>(terminal, async (office) => {
    const done: ReferenceSummary[] = [];
    for (const [what, path] of files) {
      if (path === undefined) continue;
      done.push(await office.get(ImportReference).run(what, path, actorOf(as, office.config)));
    }
    await print(terminal, json, done, () => done.map(referenceText).join(''));
    return done.some(({ rejected }) => rejected > 0) ? BAD_LINES : 0;
  });
}

/** How the counts of an import are called; what is not listed is called by its own name. */
const WORDS: Readonly<Record<string, string>> = {
  newNumbers: 'numbers added to a resident',
  mergedResidents: 'residents merged with another (see kallelse exceptions)',
  reviews: 'changes wait for approval (see kallelse residents reviews)',
  parkedTaken: 'parked events that found their resident',
};

function rowsText(summary: ImportSummary, settled: SettleCounts | undefined): string {
  const { importId, repeated, controlled, rows, rejected, rejectedFile, further } = summary;
  if (repeated)
    return `this very file was imported before, as import ${importId}: nothing is changed (${count(rows)} rows)\n`;
  const counts = { ...summary.counts, rejected };
  const closed = Object.entries(settled?.closed ?? {}).map(([reason, n]) => `${count(n)} ${reason}`);
  return lines([
    `import ${importId}: ${count(rows)} rows, ${controlled ? 'as its control file says' : 'not controlled (no control file)'}`,
    ...counted(counts),
    ...counted(further),
    rejectedFile === undefined ? undefined : `rejected rows, with the reason of each: ${rejectedFile}`,
    closed.length === 0 ? undefined : `rounds closed: ${closed.join(', ')}`,
  ]);
}

function referenceText({ what, rows, written, unchanged, rejected, ...rest }: ReferenceSummary): string {
  const refreshed = rest.residentsRefreshed ?? 0;
  return lines([
    `${what}: ${count(rows)} rows`,
    ...counted({ 'new or changed': written, unchanged, rejected }),
    refreshed === 0 ? undefined : `${count(refreshed)} residents brought up to date`,
    rest.rejectedFile === undefined
      ? undefined
      : `rejected rows, with the reason of each: ${rest.rejectedFile}`,
  ]);
}

function counted(counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts)
    .filter(([, n]) => n > 0)
    .map(([name, n]) => `  ${count(n).padStart(10)} ${WORDS[name] ?? name}`);
}

function lines(texts: readonly (string | undefined)[]): string {
  return texts
    .filter((text) => text !== undefined)
    .map((text) => `${text}\n`)
    .join('');
}
