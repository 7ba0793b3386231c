import { dateInStockholm } from './clock';

describe('today', () => {
  it('is decided in Europe/Stockholm, summer and winter', () => {
    expect(dateInStockholm(new Date('2026-06-30T21:59:59Z'))).toBe('2026-06-30');
    expect(dateInStockholm(new Date('2026-06-30T22:00:00Z'))).toBe('2026-07-01');
    expect(dateInStockholm(new Date('2026-12-31T22:59:59Z'))).toBe('2026-12-31');
    expect(dateInStockholm(new Date('2026-12-31T23:00:00Z'))).toBe('2027-01-01');
  });
});
