import { age, invitation, schedule, test, type HandWorkedCase } from './case';

export const ROUTES_AND_SCHEDULE: readonly HandWorkedCase[] = [
  {
    name: 'a resident taken in by hand is excluded all the same',
    definition: {
      ...age({ above: 90 }),
      exclusions: [{ code: 'opted-out', when: { fact: 'optOut', is: true } }],
    },
    resident: {
      optOuts: [{ programme: 'cervical', kind: 'permanent', from: '2020-01-01' }],
      manual: [
        { programme: 'cervical', kind: 'exclude', from: '2026-01-01', code: 'clinic' },
        { programme: 'cervical', kind: 'include', from: '2026-01-01', code: 'referral' },
      ],
    },
    expected: 'not-eligible opted-out@exclusions[0] clinic@manual[0]',
  },
  {
    name: 'a hold by hand stands after the schedule’s reason, with its end',
    definition: { holds: [{ code: 'old', when: { fact: 'age', above: 40 } }] },
    resident: {
      events: [test('2026-01-01')],
      manual: [
        { programme: 'breast', kind: 'hold', from: '2026-01-01', code: 'other' },
        { programme: 'cervical', kind: 'hold', from: '2026-01-01', until: '2026-06-15', code: 'travel' },
      ],
    },
    expected: 'hold 2027-01-01 old@holds[0] not-due@schedule.next[0]>2027-01-01 travel@manual[1]>2026-06-15',
  },
  {
    name: 'who never came is due again after the re-call, unanchored',
    definition: schedule({ anchor: 'calendarYear', nonAttender: { after: 'P1Y' } }),
    resident: { events: [invitation('2026-02-01')] },
    expected: 'hold 2027-02-01 not-due@schedule.nonAttender>2027-02-01',
  },
  {
    name: 'of equal dates the row gives the path',
    definition: schedule({ next: [{ after: 'P2Y' }], nonAttender: { after: 'P1Y' } }),
    resident: { events: [test('2025-02-01'), invitation('2026-02-01')] },
    expected: 'hold 2027-02-01 not-due@schedule.next[0]>2027-02-01',
  },
  {
    name: 'a re-call cannot bring somebody in before the interval',
    definition: schedule({ next: [{ after: 'P5Y' }], nonAttender: { after: 'P1Y' } }),
    resident: { events: [test('2024-02-01'), invitation('2025-02-01')] },
    expected: 'hold 2029-02-01 not-due@schedule.next[0]>2029-02-01',
  },
  {
    name: 'never from the last test stands whatever was sent later',
    definition: schedule({ next: [{ after: 'never' }], nonAttender: { after: 'P1Y' } }),
    resident: { events: [test('2010-02-01'), invitation('2012-02-01')] },
    expected: 'hold never@schedule.next[0]',
  },
  {
    name: 'without nonAttender an invitation is a base, and rows may ask of a test that is none',
    definition: schedule({ next: [{ when: { fact: 'lastTest.ageAt', below: 50 }, after: 'P1Y' }] }),
    resident: { events: [invitation('2020-02-01')] },
    expected: 'hold never@schedule.next',
  },
  {
    name: 'phase-in by region: an unknown region matches only entries without regions',
    definition: schedule({ phaseIn: [{ year: 2026, birthYears: [1980], regions: ['01'] }] }),
    expected: 'hold not-phased-in@schedule.phaseIn',
  },
  {
    name: 'phase-in of a later year has not begun',
    definition: schedule({ phaseIn: [{ year: 2027, birthYears: [1980] }] }),
    expected: 'hold not-phased-in@schedule.phaseIn',
  },
  {
    name: 'who was invited once is past the phase-in',
    definition: schedule({ phaseIn: [{ year: 2027, birthYears: [1980] }] }),
    resident: { events: [invitation('2025-06-15')] },
    expected: 'invite 2026-06-15',
  },
  {
    name: 'listed ages: the first call falls on 1 January of the year of the next one',
    definition: schedule({ anchor: { ageThisYear: [45, 48] } }),
    expected: 'hold 2028-01-01 not-due@schedule.anchor>2028-01-01',
  },
  {
    name: 'listed ages all passed: never',
    definition: schedule({ anchor: { ageThisYear: [40, 45] } }),
    expected: 'hold never@schedule.anchor',
  },
  {
    name: 'listed ages after a test: the first age above that of the base year, whatever the interval',
    definition: schedule({ anchor: { ageThisYear: [45, 46, 48] }, next: [{ after: 'P5Y' }] }),
    resident: { events: [test('2025-12-31')] },
    expected: 'invite 2026-01-01',
  },
  {
    name: 'a region’s override moves the bound',
    definition: {
      parameters: { minAge: { type: 'integer', default: 23, min: 18, max: 50 } },
      ...age({ atLeast: '$minAge' }),
    },
    parameters: { minAge: 47 },
    expected: 'not-eligible age@eligibility',
  },
];
