import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<string>();

/** Runs `work` so that every log line it causes carries the id: of a request, a job, a command. */
export function withCorrelation<T>(id: string, work: () => T): T {
  return current.run(id, work);
}

/** The id of what is being worked on, if anything is. */
export function correlationId(): string | undefined {
  return current.getStore();
}
