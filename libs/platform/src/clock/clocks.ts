import { type Clock } from '@kallelse/kernel';
import { type ClockSetting } from './clock-setting';

/** The time of the machine. */
export class SystemClock implements Clock {
  now(): Date {
    // eslint-disable-next-line no-restricted-syntax -- the one place where the system's time enters
    return new Date();
  }
}

/** A clock that someone else moves: the demo steps through weeks with it, tests stand on a date. */
export class MovableClock implements Clock {
  private instant: number;

  constructor(start: Date | string) {
    this.instant = milliseconds(start);
  }

  now(): Date {
    return new Date(this.instant);
  }

  moveTo(instant: Date | string): void {
    this.instant = milliseconds(instant);
  }

  advance(step: { readonly days?: number; readonly hours?: number; readonly minutes?: number }): void {
    const hours = (step.days ?? 0) * 24 + (step.hours ?? 0);
    this.instant += (hours * 60 + (step.minutes ?? 0)) * 60_000;
  }
}

/** Runs on from another instant, counted from the start of the process by its monotonic clock. */
class RunningClock implements Clock {
  constructor(private readonly start: Date) {}

  now(): Date {
    return new Date(this.start.getTime() + performance.now());
  }
}

/** The clock a process goes by, as configured. */
export function clockFor(setting: ClockSetting): Clock {
  if (setting.at === undefined) return new SystemClock();
  return setting.kind === 'frozen' ? new MovableClock(setting.at) : new RunningClock(setting.at);
}

function milliseconds(instant: Date | string): number {
  const value = new Date(instant).getTime();
  if (Number.isNaN(value)) throw new RangeError('no such instant');
  return value;
}
