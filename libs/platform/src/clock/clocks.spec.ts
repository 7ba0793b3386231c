import { clockFor, MovableClock, SystemClock } from './clocks';
import { parseClockSetting } from './clock-setting';

describe('the clock a process goes by', () => {
  const sleep = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));

  it('is the system clock unless told otherwise', () => {
    expect(parseClockSetting(undefined)).toEqual({ kind: 'system' });
    const difference = clockFor({ kind: 'system' }).now().getTime() - new SystemClock().now().getTime();
    expect(Math.abs(difference)).toBeLessThan(1000);
  });

  it('runs on from another instant', async () => {
    const setting = parseClockSetting('2026-05-01T08:00:00+02:00');
    expect(setting).toEqual({ kind: 'running', at: new Date('2026-05-01T06:00:00Z') });
    const clock = clockFor(setting ?? { kind: 'system' });
    const first = clock.now().getTime();
    await sleep();
    expect(first).toBeGreaterThanOrEqual(Date.parse('2026-05-01T06:00:00Z'));
    expect(clock.now().getTime() - first).toBeGreaterThanOrEqual(25);
  });

  it('stands still with a !', async () => {
    const clock = clockFor(parseClockSetting('2026-05-01T08:00:00Z!') ?? { kind: 'system' });
    await sleep();
    expect(clock.now().toISOString()).toBe('2026-05-01T08:00:00.000Z');
  });

  it('can be moved by the demo', () => {
    const clock = new MovableClock('2026-02-28T23:00:00Z');
    clock.advance({ days: 1, hours: 1, minutes: 30 });
    expect(clock.now().toISOString()).toBe('2026-03-02T00:30:00.000Z');
    clock.moveTo('2027-01-01T00:00:00Z');
    expect(clock.now().toISOString()).toBe('2027-01-01T00:00:00.000Z');
    clock.now().setFullYear(1900);
    expect(clock.now().getUTCFullYear()).toBe(2027);
    expect(() => new MovableClock('never')).toThrow(RangeError);
  });
});
