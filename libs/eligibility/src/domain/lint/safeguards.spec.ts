import { definitionWith, parsed } from '../../../spec/decided';
import { missingSafeguards } from './safeguards';

const SAFE = {
  validFrom: '2026-01-01',
  eligibility: { fact: 'residency.status', is: 'registered' },
  exclusions: [{ code: 'opted-out', when: { fact: 'optOut', is: true } }],
  holds: [{ code: 'deferred', when: { fact: 'deferred', is: true } }],
  steps: [{ id: 'invitation', template: 'trial' }],
};
const missing = (parts: object): readonly string[] => {
  const whole = definitionWith({ ...SAFE, ...parts });
  const definition = JSON.parse(JSON.stringify(whole)) as object; // without what is undefined
  return missingSafeguards(parsed({ definition })).map(({ path }) => path);
};

it('lacks nothing when all are there, however they are written', () => {
  expect(missing({})).toEqual([]);
  const optOut = { any: [{ not: { fact: 'optOut', is: false } }, { fact: 'age', above: 80 }] };
  const deferred = { fact: 'deferredUntil', known: true };
  const alive = {
    all: [{ fact: 'age', atLeast: 23 }, { not: { fact: 'residency.status', in: ['deceased', 'missing'] } }],
  };
  expect(
    missing({
      eligibility: alive,
      exclusions: [{ code: 'o', when: optOut }],
      holds: [{ code: 'd', when: deferred }],
    }),
  ).toEqual([]);
});

it.each([
  ['nobody asks for residency', { eligibility: { fact: 'age', atLeast: 23 } }, 'eligibility'],
  [
    'residency is only one of several ways in',
    {
      eligibility: {
        any: [
          { fact: 'residency.status', is: 'registered' },
          { fact: 'age', atLeast: 23 },
        ],
      },
    },
    'eligibility',
  ],
  ['no exclusion names opt-outs', { exclusions: [] }, 'exclusions'],
  [
    'only some who opted out are excluded',
    {
      exclusions: [
        {
          code: 'o',
          when: {
            all: [
              { fact: 'optOut', is: true },
              { fact: 'age', below: 50 },
            ],
          },
        },
      ],
    },
    'exclusions',
  ],
  [
    'the exclusion is the wrong way round',
    { exclusions: [{ code: 'o', when: { fact: 'optOut', is: false } }] },
    'exclusions',
  ],
  ['no hold names deferrals', { holds: [] }, 'holds'],
  ['it begins on no day', { validFrom: undefined }, 'validFrom'],
  ['it sends nothing', { steps: undefined }, 'steps'],
])('is missing where %s', (_, parts, path) => {
  expect(missing(parts)).toEqual([path]);
});
