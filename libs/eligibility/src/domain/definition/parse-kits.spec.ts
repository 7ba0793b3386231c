import { parseDefinition } from './parse-definition';

/** A definition whose first step sends a kit, with what it says of kits. */
function withKits(kits: unknown, kit = 'fit') {
  return parseDefinition({
    programme: 'colorectal',
    version: '1',
    eligibility: { fact: 'age', atLeast: 60 },
    schedule: { anchor: 'lastTest', next: [{ after: 'P2Y' }] },
    steps: [{ id: 'invitation', template: 'colorectal-invitation', kit }],
    ...(kits === undefined ? {} : { kits }),
  });
}

function kitsOf(kits: unknown): unknown {
  const parsed = withKits(kits);
  return parsed.ok ? parsed.value.delivery.kits : parsed.issues.map(({ path }) => path);
}

describe('the kits of a definition', () => {
  it('that says nothing of them are not checked, and replaced twice a round at most', () => {
    expect(kitsOf(undefined)).toEqual({
      fit: { check: 'none', replacements: 2, template: 'kit-replacement' },
    });
    expect(kitsOf({ fit: {} })).toEqual(kitsOf(undefined));
  });

  it('are as it says', () => {
    const fit = { check: 'gs1-mod10', replacements: 0, usableFor: 'P3M', template: 'new-fit' };
    expect(kitsOf({ fit })).toEqual({
      fit: { check: 'gs1-mod10', replacements: 0, usableFor: { months: 3, days: 0 }, template: 'new-fit' },
    });
  });

  it.each([
    ['kits', []],
    ['kits.hpv', { hpv: {} }],
    ['kits.fit', { fit: 2 }],
    ['kits.fit.x', { fit: { x: 1 } }],
    ['kits.fit.check', { fit: { check: 'mod10' } }],
    ['kits.fit.replacements', { fit: { replacements: 11 } }],
    ['kits.fit.usableFor', { fit: { usableFor: 'P' } }],
    ['kits.fit.template', { fit: { template: 5 } }],
  ])('refuses a bad %s', (path, kits) => {
    expect(kitsOf(kits)).toEqual([path]);
  });
});
