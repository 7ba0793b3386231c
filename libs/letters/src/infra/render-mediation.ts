import { type Writable } from 'node:stream';
import { ProblemError } from '@kallelse/kernel';
import { resolveLayout } from '../domain/layout/print-layout';
import { type HeldLetter } from '../domain/letter/problems';
import { planEnvelopeSheet } from '../domain/mediation/envelope-sheet';
import { type MediatedInput, type PostingList } from '../domain/mediation/mediated-post';
import { planPostingList } from '../domain/mediation/posting-list';
import { type LetterAssets, sharedAssets } from './letter-assets';
import { openPdf, type RunOptions } from './run-options';
import { type WrittenFile } from './pdf/pdf-file';

/** Where each sheet stands in the file. */
export interface EnvelopeSheetsResult extends WrittenFile {
  /** One page each, in the order of the input. */
  readonly sheets: readonly { readonly dispatchId: number; readonly page: number }[];
  readonly held: readonly HeldLetter[];
}

/** Writes the uppermost sheets of the inner envelopes of a run into one PDF. As {@link renderRun} otherwise. */
export async function renderEnvelopeSheets(
  input: AsyncIterable<MediatedInput> | Iterable<MediatedInput>,
  options: RunOptions,
  out: Writable,
  assets: LetterAssets = sharedAssets(),
): Promise<EnvelopeSheetsResult> {
  const layout = resolveLayout(options.layout);
  const file = openPdf(options, out, assets);
  const sheets: { dispatchId: number; page: number }[] = [];
  const held: HeldLetter[] = [];
  for await (const mediated of input) {
    const unit = Object.hasOwn(options.units, mediated.unit) ? options.units[mediated.unit] : undefined;
    const plan = planEnvelopeSheet(mediated, unit, layout, assets.metrics);
    if ('held' in plan) held.push(plan.held);
    else {
      await file.addPages([plan.page]);
      sheets.push({ dispatchId: mediated.dispatchId, page: file.pages });
    }
  }
  return { ...(await file.close()), sheets, held };
}

/** Writes the posting list of a mediated run. Throws UNIT_UNKNOWN when its sender is not among the units. */
export async function renderPostingList(
  list: PostingList,
  options: RunOptions,
  out: Writable,
  assets: LetterAssets = sharedAssets(),
): Promise<WrittenFile> {
  const unit = Object.hasOwn(options.units, list.unit) ? options.units[list.unit] : undefined;
  if (unit === undefined)
    throw new ProblemError('UNIT_UNKNOWN', 'The sender of the posting list is not among the run’s units.');
  const layout = resolveLayout(options.layout);
  const file = openPdf(options, out, assets);
  await file.addPages(planPostingList(list, unit, layout, assets.metrics));
  return file.close();
}
