import { setTimeout as delay } from 'node:timers/promises';
import { type Log } from '../logging/log';
import { safeError } from '../logging/safe-error';
import { type Platform } from '../platform';

/**
 * Ends a service well: on SIGINT and SIGTERM, and when the process that started it with a channel to it is gone. What
 * nobody caught ends it too, told without values.
 */
export function endWell(log: Log, close: () => Promise<void>): void {
  let isEnding = false;
  const end = (reason: string, exitCode: number): void => {
    if (isEnding) return;
    isEnding = true;
    log.write('info', 'stopping', { reason });
    close()
      .catch((error: unknown) => log.failure('stop-failed', error))
      .finally(() => process.exit(exitCode));
  };
  process.on('SIGTERM', () => end('SIGTERM', 0));
  process.on('SIGINT', () => end('SIGINT', 0));
  process.on('disconnect', () => end('parent-gone', 0));
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    process.on(event, (error: unknown) => {
      log.failure('uncaught', error);
      end('uncaught', 1);
    });
  }
}

const LONGEST_PAUSE_MS = 5000;
const REPEAT_WARNING_MS = 60_000;

/** Prepares the database of a service as soon as that is possible: one that is down at start must not end the process. */
export async function prepareEventually(platform: Platform, signal: AbortSignal): Promise<void> {
  let lastWarning = -Infinity;
  for (let pause = 250; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      await platform.prepare((line) => platform.log.write('info', 'migrating', { migration: line }));
      return;
    } catch (error) {
      if (performance.now() - lastWarning > REPEAT_WARNING_MS) {
        lastWarning = performance.now();
        platform.log.write('warn', 'database-awaited', { code: safeError(error).code });
      }
    }
    await delay(pause, undefined, { signal }).catch(() => undefined);
  }
}
