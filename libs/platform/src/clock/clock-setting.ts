/** An ISO 8601 instant with seconds and an offset, and `!` when the clock stands still. */
export const NOW_PATTERN = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)!?$/;

/** Which time a process goes by. */
export interface ClockSetting {
  readonly kind: 'system' | 'running' | 'frozen';
  /** Where a running or frozen clock starts. */
  readonly at?: Date;
}

/** Reads KALLELSE_NOW; undefined when its text names no instant that exists (2026-02-30). */
export function parseClockSetting(text: string | undefined): ClockSetting | undefined {
  if (text === undefined) return { kind: 'system' };
  if (!NOW_PATTERN.test(text)) return undefined;
  const frozen = text.endsWith('!');
  const iso = frozen ? text.slice(0, -1) : text;
  const at = new Date(iso);
  return isRealInstant(iso, at) ? { kind: frozen ? 'frozen' : 'running', at } : undefined;
}

/** `new Date` turns 30 February into 2 March; undoing the offset must give back the date as written. */
function isRealInstant(iso: string, at: Date): boolean {
  if (Number.isNaN(at.getTime())) return false;
  const offset = /([+-])(\d\d):(\d\d)$/.exec(iso);
  const minutes = offset ? (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])) : 0;
  return new Date(at.getTime() + minutes * 60_000).toISOString().startsWith(iso.slice(0, 19));
}
