import { plainDate } from '@kallelse/kernel';
import { activeVersion } from './active-version';

const version = (id: string, region: string | null, validFrom: string) => ({
  id,
  region,
  validFrom: plainDate(validFrom),
  withdrawnOn: null,
});
const versions = [
  version('n1', null, '2025-01-01'),
  version('n2', null, '2026-01-01'),
  version('r1', '01', '2025-06-01'),
  version('n3', null, '2027-01-01'),
];
const activeOn = (region: string | null, on: string) => activeVersion(versions, region, plainDate(on))?.id;

describe('the active version', () => {
  it('is the latest that has begun', () => {
    expect([
      activeOn(null, '2025-12-31'),
      activeOn(null, '2026-01-01'),
      activeOn(null, '2024-12-31'),
    ]).toEqual(['n1', 'n2', undefined]);
  });

  it("is the region's own from the day it begins, though a national one is newer", () => {
    expect([
      activeOn('01', '2025-05-31'),
      activeOn('01', '2026-06-01'),
      activeOn('12', '2026-06-01'),
    ]).toEqual(['n1', 'r1', 'n2']);
  });
});
