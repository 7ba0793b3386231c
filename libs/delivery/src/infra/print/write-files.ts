import { join } from 'node:path';
import { csvText, type PlainDate } from '@kallelse/kernel';
import type { RenderedLetter, RenderJob } from '@kallelse/letters';
import { manifestCsv, manifestJson, type PrintManifest } from '../../domain/print-manifest';
import { nameOf, toLetterInput, type LetterContext } from '../letter-inputs';
import type { LetterRow } from '../letter-rows';
import type { Senders } from '../letter-units';
import type { PrintFolder } from './print-folder';
import type { ListCipher } from '../outreach/encrypt';
import type { RenderThread } from './render-thread';

export interface RunToWrite {
  readonly id: string;
  readonly stream: 'paper' | 'mediated' | 'outreach';
  readonly date: PlainDate;
  readonly folder: string;
  readonly rows: readonly LetterRow[];
  readonly senders: Senders;
  readonly context: LetterContext;
}

export interface WrittenRun {
  readonly manifest: PrintManifest;
  /** Dispatches that are in the files. */
  readonly written: readonly number[];
  /** By reason: dispatches that could not be made. */
  readonly held: ReadonlyMap<string, readonly number[]>;
  /** Of those in the files, how many are larger than the supplier takes for one. */
  readonly tooLarge: number;
}

type WrittenFile = PrintManifest['files'][number];

/** Writes the files of a run into its work folder: letters, what a stream adds, and the manifest. */
export async function writeRunFiles(
  folder: PrintFolder,
  thread: RenderThread,
  run: RunToWrite,
  cipher: ListCipher,
): Promise<WrittenRun> {
  if (run.stream === 'outreach') return writeOutreach(folder, run, cipher);
  const options = { title: `Kallelse ${run.id}`, date: run.date, units: run.senders.units };
  const render = (name: string, job: Partial<RenderJob>) =>
    thread.render({ path: join(run.folder, name), options, ...job } as RenderJob);
  const variant = run.stream === 'mediated' ? 'mediated' : 'ordinary';
  const letters = run.rows.map((row) => toLetterInput(row, variant, run.context));
  const rendered = await render('letters.pdf', { kind: 'letters', letters });
  if (rendered.kind !== 'letters') throw new Error('the render thread answered another job');
  const files: WrittenFile[] = [fileOf('letters.pdf', rendered)];
  const held = new Map<string, number[]>();
  for (const { dispatchId, problems } of rendered.held)
    add(held, problems[0]?.code ?? 'letter-problem', dispatchId);
  if (run.stream === 'mediated') files.push(...(await writeMediation(render, run, rendered.letters)));
  const manifest = manifestOf(run, rendered.letters, files);
  await folder.write(run.id, run.folder, 'manifest.csv', manifestCsv(manifest));
  await folder.write(run.id, run.folder, 'manifest.json', manifestJson(manifest));
  await folder.sync(run.id, run.folder);
  const written = rendered.letters.map(({ dispatchId }) => dispatchId);
  return { manifest, written, held, tooLarge: rendered.tooLarge.length };
}

function fileOf(
  name: string,
  { sha256, bytes, pages }: { sha256: string; bytes: number; pages: number },
): WrittenFile {
  return { name, sha256, bytes, pages };
}

function add(map: Map<string, number[]>, key: string, value: number): void {
  map.set(key, [...(map.get(key) ?? []), value]);
}

/** What Skatteverket's mediation needs: a sheet for each inner envelope, and a list that names nobody. */
async function writeMediation(
  render: (name: string, job: Partial<RenderJob>) => ReturnType<RenderThread['render']>,
  run: RunToWrite,
  letters: readonly RenderedLetter[],
): Promise<WrittenFile[]> {
  const sheets = new Map(letters.map(({ dispatchId, sheets: count }) => [dispatchId, count]));
  const rows = run.rows.filter(({ dispatch_id: id }) => sheets.has(id));
  const envelopes = await render('inner-envelopes.pdf', {
    kind: 'envelope-sheets',
    letters: rows.map((row) => ({
      dispatchId: row.dispatch_id,
      name: nameOf(row),
      personalNumber: row.number ?? '',
      unit: row.unit_id ?? '',
    })),
  });
  const list = await render('posting-list.pdf', {
    kind: 'posting-list',
    list: {
      run: run.id,
      date: run.date,
      unit: rows[0]?.unit_id ?? '',
      entries: rows.map(({ dispatch_id: dispatchId }) => ({
        dispatchId,
        sheets: sheets.get(dispatchId) ?? 0,
      })),
    },
  });
  return [fileOf('inner-envelopes.pdf', envelopes), fileOf('posting-list.pdf', list)];
}

function manifestOf(
  run: RunToWrite,
  letters: readonly RenderedLetter[],
  files: readonly WrittenFile[],
): PrintManifest {
  const listed = letters.map((letter) => ({
    dispatchId: letter.dispatchId,
    firstPage: letter.firstPage,
    lastPage: letter.firstPage + letter.pages - 1,
    sheets: letter.sheets,
    template: letter.templateId,
    templateVersion: letter.templateVersion,
    postageClass: 'B' as const,
  }));
  const sum = (of: (letter: RenderedLetter) => number): number =>
    letters.reduce((total, letter) => total + of(letter), 0);
  const totals = {
    letters: letters.length,
    pages: sum(({ pages }) => pages),
    sheets: sum(({ sheets }) => sheets),
  };
  return { run: run.id, stream: run.stream, date: run.date, letters: listed, files, totals };
}

const OUTREACH_COLUMNS = ['reference', 'programme', 'kind', 'name', 'birth_date', 'municipality'];

/** People whom no letter reaches: a list for those who look them up. Holds names, so it stays in the artefact store. */
async function writeOutreach(folder: PrintFolder, run: RunToWrite, cipher: ListCipher): Promise<WrittenRun> {
  const rows = run.rows.map((row) => [
    ...[row.dispatch_id, row.programme, row.kind],
    ...[nameOf(row), row.birth_date, row.municipality],
  ]);
  const { name, content } = await cipher.close('outreach.csv', csvText(OUTREACH_COLUMNS, rows));
  await folder.write(run.id, run.folder, name, content);
  await folder.sync(run.id, run.folder);
  const manifest = manifestOf(run, [], []);
  return { manifest, written: run.rows.map(({ dispatch_id: id }) => id), held: new Map(), tooLarge: 0 };
}
