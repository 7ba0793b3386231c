import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Worker } from 'node:worker_threads';
import { letter, options, render } from '../../spec/samples';
import { type RenderJob, type RenderReply } from './render-job';
import { startRenderWorker } from './start-render-worker';

// Sets real type in thousands of lines; a busy machine takes its time.
jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'letters-'));
let worker: Worker;
beforeAll(() => {
  worker = startRenderWorker();
});
afterAll(async () => {
  await worker.terminate();
  rmSync(folder, { recursive: true });
});

async function run(job: RenderJob): Promise<RenderReply> {
  worker.postMessage(job);
  const [reply] = (await once(worker, 'message')) as [RenderReply];
  return reply;
}

describe('the render thread', () => {
  const letters = [letter({ dispatchId: 1 }), letter({ dispatchId: 2, recipient: { name: 'Kim 李' } })];

  it('writes the same bytes as rendering here, readable by nobody else', async () => {
    const path = join(folder, 'run.part');
    const reply = await run({ jobId: 'a', path, options: options(), kind: 'letters', letters });
    const here = await render(letters);
    if (!reply.ok) throw new Error(reply.code);
    expect(reply.jobId).toBe('a');
    expect(reply.result).toEqual({ kind: 'letters', ...here.result });
    const bytes = readFileSync(path);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(here.result.sha256);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('never overwrites a file', async () => {
    const path = join(folder, 'taken.part');
    writeFileSync(path, 'x');
    const reply = await run({ jobId: 'b', path, options: options(), kind: 'letters', letters });
    expect(reply).toMatchObject({ jobId: 'b', ok: false, code: 'RENDER_FAILED', message: 'Error EEXIST' });
    expect(readFileSync(path, 'utf8')).toBe('x');
  });

  it('answers with the code of a problem, without anybody’s name', async () => {
    const path = join(folder, 'unknown.part');
    const unknown = [letter({ templateId: 'nothing' })];
    const reply = await run({ jobId: 'c', path, options: options(), kind: 'letters', letters: unknown });
    expect(reply).toMatchObject({ jobId: 'c', ok: false, code: 'TEMPLATE_UNKNOWN' });
    expect(JSON.stringify(reply)).not.toContain('Åström');
  });

  it('takes jobs one after the other', async () => {
    const replies: RenderReply[] = [];
    const both = new Promise<void>((resolve) => {
      const listen = (reply: RenderReply): void => {
        if (replies.push(reply) === 2) {
          worker.off('message', listen);
          resolve();
        }
      };
      worker.on('message', listen);
    });
    const list = { run: 'r', date: options().date, unit: 'office', entries: [{ dispatchId: 1, sheets: 1 }] };
    worker.postMessage({
      jobId: 'd',
      path: join(folder, 'd'),
      options: options(),
      kind: 'posting-list',
      list,
    });
    const sheet = { dispatchId: 1, name: 'Kim', personalNumber: '189002029800', unit: 'office' };
    worker.postMessage({
      jobId: 'e',
      path: join(folder, 'e'),
      options: options(),
      kind: 'envelope-sheets',
      letters: [sheet],
    });
    await both;
    expect(replies.map(({ jobId, ok }) => [jobId, ok])).toEqual([
      ['d', true],
      ['e', true],
    ]);
  });
});
