import { mustBeEqual } from './decisions-bench';
import { isMet, linearity, median, type Measure } from './measure';

describe('a measure', () => {
  const of = (ratio: number | undefined, at: 'most' | 'least'): Measure => ({
    measure: 'm',
    size: '1',
    ours: { value: 1, unit: 's' },
    ...(ratio === undefined ? {} : { ratio }),
    target: { at, value: 2 },
  });

  it('meets a target that it reaches exactly, from the right side only', () => {
    expect([1.9, 2, 2.1].map((ratio) => isMet(of(ratio, 'most')))).toEqual([true, true, false]);
    expect([1.9, 2, 2.1].map((ratio) => isMet(of(ratio, 'least')))).toEqual([false, true, true]);
  });

  it('neither meets nor misses what it is not held to', () => {
    expect(isMet(of(undefined, 'most'))).toBeUndefined();
    expect(isMet({ measure: 'm', size: '1', ours: { value: 1, unit: 's' }, ratio: 3 })).toBeUndefined();
  });
});

describe('the median', () => {
  it('is the middle value, whatever the order', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 2])).toBe(6);
    expect(() => median([])).toThrow('nothing was measured');
  });
});

describe('growth', () => {
  it('compares the time of one unit at the largest size with that at the smallest', () => {
    const pace = (size: number, secondsEach: number) => ({ measure: 'import', size, secondsEach });
    expect(linearity([pace(1000, 3e-6), pace(100, 1e-6), pace(500, 9e-6)])).toMatchObject([
      { measure: 'import: growth', size: '1000 : 100', ratio: expect.closeTo(3) as number },
    ]);
  });

  it('says nothing of a measure taken at one size', () => {
    expect(linearity([{ measure: 'import', size: 100, secondsEach: 1 }])).toEqual([]);
  });
});

describe('counts that are compared', () => {
  const counts = (entries: Record<string, number>) => new Map(Object.entries(entries));

  it('are equal in every group', () => {
    expect(() => mustBeEqual(counts({ a: 1, b: 2 }), counts({ b: 2, a: 1 }))).not.toThrow();
  });

  it.each([
    ['another number', { a: 1, b: 3 }],
    ['a group less', { a: 1 }],
    ['a group more', { a: 1, b: 2, c: 0 }],
  ])('are refused with %s', (_, other) => {
    expect(() => mustBeEqual(counts({ a: 1, b: 2 }), counts(other))).toThrow(
      expect.objectContaining({ code: 'BENCH_UNEQUAL' }) as Error,
    );
  });
});
