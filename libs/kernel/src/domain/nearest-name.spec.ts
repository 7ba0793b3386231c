import { nearestName } from './nearest-name';

describe('nearest name', () => {
  const names = ['age', 'ageThisYear', 'organ.cervix', 'organ.prostate', 'lastTest.date'];

  it('finds what a typing error meant', () => {
    expect(nearestName('organ.cervx', names)).toBe('organ.cervix');
    expect(nearestName('LastTest.Date', names)).toBe('lastTest.date');
    expect(nearestName('agee', names)).toBe('age');
  });

  it('says nothing when nothing is near', () => expect(nearestName('postcode', names)).toBeUndefined());
});
