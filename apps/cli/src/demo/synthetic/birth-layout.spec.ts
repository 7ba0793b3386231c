import { ageOn, civilOf, dayOf, type Day } from '@kallelse/kernel';
import { BirthLayout } from './birth-layout';
import { residentsByAge } from './pyramid';

describe('BirthLayout', () => {
  const leapDay = dayOf(2028, 2, 29);

  it.each([
    ['fewer residents than ages', dayOf(2026, 9, 1), 30],
    ['a leap day as the as-of date', leapDay, 5_000],
    ['several for each birth date', dayOf(2026, 12, 31), 150_000],
  ])('gives every resident a slot of its own: %s', (_, asOf, residents) => {
    const layout = new BirthLayout(asOf, residents);
    const slots = new Set<string>();
    const perDay = new Map<Day, number>();
    const byAge = new Array<number>(105).fill(0);
    for (let i = 0; i < residents; i++) {
      const { birth, age, slot } = layout.slotOf(i);
      if (ageOn(civilOf(birth), asOf, 'mar-1') !== age) throw new Error('age and birth date disagree');
      slots.add(`${birth}/${slot}`);
      perDay.set(birth, Math.max(perDay.get(birth) ?? 0, slot + 1));
      byAge[age] = (byAge[age] ?? 0) + 1;
    }
    expect(slots.size).toBe(residents);
    expect([...perDay.values()].reduce((a, b) => a + b, 0)).toBe(residents);
    expect(byAge).toEqual(residentsByAge(residents));
  });

  it('spreads an age evenly over its birth dates', () => {
    const layout = new BirthLayout(dayOf(2026, 9, 1), 150_000);
    const highest = Array.from({ length: 150_000 }, (_, i) => layout.slotOf(i)).reduce(
      (max, { slot, perDay }) => Math.max(max, slot + 1 - perDay),
      0,
    );
    expect(highest).toBeLessThanOrEqual(1);
  });

  it('refuses an index beyond the residents of an empty band', () => {
    expect(() => new BirthLayout(leapDay, 3).slotOf(NaN)).toThrow(RangeError);
  });
});
