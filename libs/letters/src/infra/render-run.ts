import { type Writable } from 'node:stream';
import { LetterPlanner, type PlannedLetter } from '../domain/layout/letter-planner';
import { resolveLayout } from '../domain/layout/print-layout';
import { type LetterInput } from '../domain/letter/letter-input';
import { type HeldLetter } from '../domain/letter/problems';
import { type LetterAssets, sharedAssets } from './letter-assets';
import { type PdfFile, type WrittenFile } from './pdf/pdf-file';
import { openPdf, type RunOptions } from './run-options';

/** Where a letter stands in the file. */
export interface RenderedLetter {
  readonly dispatchId: number;
  /** From 1. */
  readonly firstPage: number;
  readonly pages: number;
  readonly sheets: number;
  readonly templateId: string;
  readonly templateVersion: string;
  readonly templateHash: string;
  /** What the letter would take as a file of its own, about. */
  readonly bytes: number;
}

/** What became of every letter of the run. */
export interface RunResult extends WrittenFile {
  /** In the order of the input. */
  readonly letters: readonly RenderedLetter[];
  /** Letters that are not in the file, with the reasons. */
  readonly held: readonly HeldLetter[];
  /** Letters in the file that are larger than the supplier takes: `letter-too-large`. */
  readonly tooLarge: readonly HeldLetter[];
}

/** Two embedded subsets and the frame of a file: 15 kB for Swedish text, several times that for the whole of the fonts. */
const BYTES_AROUND_A_LETTER = 60_000;

/**
 * Writes the letters of a print run into one PDF, in the order of the input. A letter with a problem is left out and
 * reported; it never stops the others. Throws TEMPLATE_UNKNOWN, TEMPLATES_INVALID or LAYOUT_INVALID; then the file is
 * incomplete and must be discarded. Ends the stream. Equal input gives equal bytes.
 */
export async function renderRun(
  input: AsyncIterable<LetterInput> | Iterable<LetterInput>,
  options: RunOptions,
  out: Writable,
  assets: LetterAssets = sharedAssets(),
): Promise<RunResult> {
  const layout = resolveLayout(options.layout);
  const file = openPdf(options, out, assets);
  const planner = new LetterPlanner(assets.catalogue, options.units, layout, assets.metrics);
  const letters: RenderedLetter[] = [];
  const held: HeldLetter[] = [];
  const seen = new Set<number>();
  for await (const letter of input) {
    const plan = planner.plan(letter);
    if ('held' in plan) held.push(plan.held);
    else if (seen.has(letter.dispatchId))
      held.push({ dispatchId: letter.dispatchId, problems: [{ code: 'dispatch-repeated' }] });
    else {
      letters.push(await draw(file, plan.letter, planner));
    }
    seen.add(letter.dispatchId);
  }
  const tooLarge = letters
    .filter((letter) => letter.bytes > layout.maxBytesPerLetter)
    .map(({ dispatchId }) => ({ dispatchId, problems: [{ code: 'letter-too-large' } as const] }));
  return { ...(await file.close()), letters, held, tooLarge };
}

async function draw(file: PdfFile, letter: PlannedLetter, planner: LetterPlanner): Promise<RenderedLetter> {
  const firstPage = file.pages + 1;
  const bytes = BYTES_AROUND_A_LETTER + (await file.addPages(letter.pages));
  const { dispatchId, template, pages } = letter;
  return {
    ...{ dispatchId, firstPage, pages: pages.length, sheets: planner.sheetsOf(pages.length) },
    ...{ templateId: template.id, templateVersion: template.version, templateHash: template.hash, bytes },
  };
}
