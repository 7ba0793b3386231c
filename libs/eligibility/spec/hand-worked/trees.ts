import { CERVIX, PACK, test, type HandWorkedCase } from './case';

export const TREES: readonly HandWorkedCase[] = [
  {
    name: 'a not asks nothing of its child: the unknown leaf within is the reason',
    definition: { eligibility: { all: [{ not: CERVIX }, { fact: 'age', atLeast: 18 }] } },
    expected: 'enquire organ.cervix@eligibility.all[0].not',
  },
  {
    name: 'a true any beneath a not gives its true children',
    definition: {
      eligibility: { not: { any: [{ fact: 'age', above: 90 }, { fact: 'age', above: 40 }, CERVIX] } },
    },
    expected: 'not-eligible age@eligibility.not.any[1]',
  },
  {
    name: 'a true all beneath a not gives all its children',
    definition: {
      eligibility: {
        not: {
          all: [
            { fact: 'age', above: 20 },
            { fact: 'age', above: 40 },
          ],
        },
      },
    },
    expected: 'not-eligible age@eligibility.not.all[0] age@eligibility.not.all[1]',
  },
  {
    name: 'a false any gives all its children and a false all the false ones only',
    definition: {
      eligibility: {
        any: [
          { fact: 'age', below: 20 },
          { all: [{ fact: 'age', above: 20 }, { fact: 'age', above: 90 }, CERVIX] },
        ],
      },
    },
    expected: 'not-eligible age@eligibility.any[0] age@eligibility.any[1].all[1]',
  },
  {
    name: 'known is never unknown, whatever onUnknown says',
    definition: { eligibility: { fact: 'organ.cervix', known: true, onUnknown: 'enquire' } },
    expected: 'not-eligible organ.cervix@eligibility',
  },
  {
    name: 'one leaf of onUnknown exclude decides, and every unknown leaf is named',
    definition: {
      eligibility: { all: [CERVIX, { fact: 'region', is: '01', onUnknown: 'exclude' }] },
    },
    expected: 'not-eligible organ.cervix@eligibility.all[0] region@eligibility.all[1]',
  },
  {
    name: 'an exclusion beats what is unknown',
    definition: {
      eligibility: CERVIX,
      exclusions: [{ code: 'old', when: { fact: 'age', above: 40 } }],
    },
    expected: 'not-eligible old@exclusions[0]',
  },
  {
    name: 'a schedule that is not due beats an enquiry',
    definition: { eligibility: CERVIX },
    resident: { events: [test('2026-01-01')] },
    expected: 'hold 2027-01-01 not-due@schedule.next[0]>2027-01-01',
  },
  {
    name: 'a residency fact that is unknown holds',
    definition: { eligibility: { all: [CERVIX, { fact: 'residency.status', is: 'registered' }] } },
    expected: 'hold organ.cervix@eligibility.all[0] residency.status@eligibility.all[1]',
  },
  {
    name: 'an enquiry sent eleven months ago is not repeated',
    definition: { eligibility: CERVIX, enquiry: { after: 'P1Y', max: 2 } },
    resident: { events: [{ type: 'enquiry', programme: 'cervical', date: '2025-07-15' }] },
    expected: 'hold enquiry-not-due@enquiry>2026-07-15',
  },
  {
    name: 'the second unanswered enquiry is the last',
    definition: { eligibility: CERVIX, enquiry: { after: 'P1Y', max: 2 } },
    resident: {
      events: ['2023-01-01', '2024-01-01'].map((date) => ({ type: 'enquiry', programme: 'cervical', date })),
    },
    expected: 'hold enquiry-unanswered@enquiry',
  },
  {
    name: 'an unknown attribute is asked about; codes compare as strings',
    definition: {
      ...PACK,
      eligibility: {
        all: [
          { fact: 'attribute.packYears', atLeast: 15 },
          { fact: 'attribute.group', is: '0180' },
        ],
      },
    },
    resident: { attributes: { group: '180' } },
    expected: 'not-eligible attribute.group@eligibility.all[1]',
  },
  {
    name: 'startsWith takes % and _ for themselves',
    definition: {
      ...PACK,
      eligibility: {
        any: [
          { fact: 'attribute.group', startsWith: '%a' },
          { fact: 'attribute.group', startsWith: '_' },
        ],
      },
    },
    resident: { attributes: { group: 'xa' } },
    expected: 'not-eligible attribute.group@eligibility.any[0] attribute.group@eligibility.any[1]',
  },
];
