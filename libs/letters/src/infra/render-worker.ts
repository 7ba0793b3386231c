/** Entry of the render thread: takes jobs from its parent one at a time and answers each with a reply. */
import { parentPort } from 'node:worker_threads';
import { type RenderJob, runRenderJob } from './render-job';

let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (job: RenderJob) => {
  last = last.then(async () => {
    const reply = await runRenderJob(job);
    parentPort?.postMessage(reply);
  });
});
