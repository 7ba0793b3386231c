import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { startThread } from '@kallelse/platform';

/**
 * Starts a render thread: post it {@link RenderJob}s, it answers each with a {@link RenderReply}. End it with
 * `terminate()`.
 */
export function startRenderWorker(): Worker {
  return startThread(join(__dirname, 'render-worker'));
}
