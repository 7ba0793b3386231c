import { copyFileSync, statSync, truncateSync } from 'node:fs';

/**
 * Keeps a log file small: above the limit its content moves to `<file>.1`, over what was there. The writer need not
 * know, since it appends.
 */
export function limitLog(file: string, limitBytes: number): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= limitBytes) return;
  copyFileSync(file, `${file}.1`);
  truncateSync(file);
}
