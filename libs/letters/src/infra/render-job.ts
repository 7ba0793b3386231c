import { createWriteStream } from 'node:fs';
import { isProblem } from '@kallelse/kernel';
import { type LetterInput } from '../domain/letter/letter-input';
import { type MediatedInput, type PostingList } from '../domain/mediation/mediated-post';
import { type WrittenFile } from './pdf/pdf-file';
import { type EnvelopeSheetsResult, renderEnvelopeSheets, renderPostingList } from './render-mediation';
import { renderRun, type RunResult } from './render-run';
import { type RunOptions } from './run-options';

/** One file to write. Plain JSON, as it crosses to the worker thread. */
export type RenderJob = {
  /** Comes back with the reply. */
  readonly jobId: string;
  /** Created with mode 0600, must not exist; the caller syncs and renames it. */
  readonly path: string;
  readonly options: RunOptions;
} & RenderContent;

type RenderContent =
  | { readonly kind: 'letters'; readonly letters: readonly LetterInput[] }
  | { readonly kind: 'envelope-sheets'; readonly letters: readonly MediatedInput[] }
  | { readonly kind: 'posting-list'; readonly list: PostingList };

/** What a job gives: places, hash and held letters of the file; or a code and a text without personal data. */
export type RenderReply =
  | { readonly jobId: string; readonly ok: true; readonly result: RenderResult }
  | { readonly jobId: string; readonly ok: false; readonly code: string; readonly message: string };

/** What the job's file holds, by the kind of job. */
export type RenderResult =
  | ({ readonly kind: 'letters' } & RunResult)
  | ({ readonly kind: 'envelope-sheets' } & EnvelopeSheetsResult)
  | ({ readonly kind: 'posting-list' } & WrittenFile);

/** Writes the file of a job. Never throws: whatever fails becomes a reply, the file is then incomplete. */
export async function runRenderJob(job: RenderJob): Promise<RenderReply> {
  const out = createWriteStream(job.path, { flags: 'wx', mode: 0o600 });
  try {
    return { jobId: job.jobId, ok: true, result: await write(job, out) };
  } catch (error) {
    out.destroy();
    if (isProblem(error)) return { jobId: job.jobId, ok: false, code: error.code, message: error.message };
    // Other messages may quote what was being written, a name perhaps.
    return { jobId: job.jobId, ok: false, code: 'RENDER_FAILED', message: errorKind(error) };
  }
}

async function write(job: RenderJob, out: ReturnType<typeof createWriteStream>): Promise<RenderResult> {
  switch (job.kind) {
    case 'letters':
      return { kind: job.kind, ...(await renderRun(job.letters, job.options, out)) };
    case 'envelope-sheets':
      return { kind: job.kind, ...(await renderEnvelopeSheets(job.letters, job.options, out)) };
    case 'posting-list':
      return { kind: job.kind, ...(await renderPostingList(job.list, job.options, out)) };
  }
}

function errorKind(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? error.name : `${error.name} ${code}`;
}
