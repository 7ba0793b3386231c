import type { Worker } from 'node:worker_threads';
import { ProblemError } from '@kallelse/kernel';
import { startRenderWorker, type RenderJob, type RenderReply, type RenderResult } from '@kallelse/letters';

/**
 * A thread that renders files, started at first use, one job at a time: so a long rendering never keeps the process from
 * renewing a lease. A thread that dies is replaced.
 */
export class RenderThread {
  private worker: Worker | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private count = 0;

  render(job: Omit<RenderJob, 'jobId'> & { kind: RenderJob['kind'] }): Promise<RenderResult> {
    const done = this.queue.then(() => this.run({ ...job, jobId: `render-${++this.count}` } as RenderJob));
    this.queue = done.catch(() => undefined);
    return done;
  }

  async close(): Promise<void> {
    await this.queue;
    await this.worker?.terminate();
    this.worker = undefined;
  }

  private async run(job: RenderJob): Promise<RenderResult> {
    this.worker ??= startRenderWorker();
    const reply = await ask(this.worker, job).catch((error: unknown) => {
      this.worker = undefined;
      throw error;
    });
    if (reply.ok) return reply.result;
    const full = /ENOSPC|EDQUOT/.test(reply.message);
    throw new ProblemError(
      full ? 'ARTEFACT_DISK_FULL' : reply.code,
      full ? 'a print file cannot be written (ENOSPC)' : reply.message,
      {
        fix: full
          ? 'make room on the disk of KALLELSE_DATA; the run is written again by itself'
          : 'this is a defect to be reported with its code',
      },
    );
  }
}

function ask(worker: Worker, job: RenderJob): Promise<RenderReply> {
  return new Promise((resolve, reject) => {
    const died = (): void =>
      reject(new ProblemError('RENDER_THREAD', 'the thread that renders letters ended'));
    worker.once('message', (reply: RenderReply) => {
      worker.off('exit', died);
      worker.off('error', died);
      resolve(reply);
    });
    worker.once('exit', died);
    worker.once('error', died);
    worker.postMessage(job);
  });
}
