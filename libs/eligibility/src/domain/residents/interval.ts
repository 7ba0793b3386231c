import type { Day } from '@kallelse/kernel';
import { OPEN } from './resident';
import type { Shape } from './shape';

export interface Interval {
  readonly from: Day;
  readonly until: Day;
  readonly recorded: Day;
}

/** `from` (required), `until` (absent or null: open) and `recorded` (absent: recorded on its own first day). */
export function readInterval(shape: Shape): Interval | undefined {
  const from = shape.required('from', shape.day('from'));
  const until = shape.day('until') ?? OPEN;
  const recorded = shape.day('recorded');
  return from === undefined ? undefined : { from, until, recorded: recorded ?? from };
}
