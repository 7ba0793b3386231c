import { apportion, OLDEST, residentsByAge } from './pyramid';

describe('residentsByAge', () => {
  it.each([1, 17, 20_000, 1_000_003])('adds up to %i', (residents) => {
    const byAge = residentsByAge(residents);
    expect(byAge).toHaveLength(OLDEST + 1);
    expect(byAge.reduce((a, b) => a + b, 0)).toBe(residents);
  });

  it('has every age at a region’s size, mostly adults, few very old', () => {
    const byAge = residentsByAge(20_000);
    const share = (from: number, to: number): number =>
      byAge.slice(from, to + 1).reduce((a, b) => a + b, 0) / 20_000;
    expect(Math.min(...byAge.slice(0, 100))).toBeGreaterThan(0);
    expect(share(18, OLDEST)).toBeGreaterThan(0.78);
    expect(share(60, 74)).toBeGreaterThan(0.14);
    expect(share(90, OLDEST)).toBeLessThan(0.015);
  });
});

describe('apportion', () => {
  it('gives whole parts near their share', () => {
    expect(apportion(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(apportion(40, [5, 10, 25, 40, 20])).toEqual([2, 4, 10, 16, 8]);
  });
});
