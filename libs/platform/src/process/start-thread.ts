import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/**
 * Starts a thread from its entry, the path without extension: from the build and, where nothing has been built (tests), from
 * source.
 */
export function startThread(entry: string, workerData?: unknown): Worker {
  const built = `${entry}.js`;
  if (existsSync(built)) return new Worker(built, { workerData });
  const sources = join(__dirname, 'run-sources.dev.cjs');
  const code = [sources, `${entry}.ts`].map((path) => `require(${JSON.stringify(path)});`).join('\n');
  return new Worker(code, { eval: true, workerData });
}
