import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/**
 * Starts a render thread: post it {@link RenderJob}s, it answers each with a {@link RenderReply}. End it with
 * `terminate()`. Works from the build and, for tests, from source.
 */
export function startRenderWorker(): Worker {
  const built = join(__dirname, 'render-worker.js');
  return new Worker(existsSync(built) ? built : join(__dirname, 'render-worker.dev.cjs'));
}
