import { CERVIX, PACK, cervix, invitation, test, type HandWorkedCase } from './case';

export const FACTS: readonly HandWorkedCase[] = [
  {
    name: 'a later self statement beats the clinic’s, and neither yields to a later screening event',
    definition: { eligibility: { fact: 'organ.cervix.basis', is: 'self' } },
    resident: {
      organs: [
        cervix('clinic', 'absent', '2024-01-01'),
        cervix('self', 'present', '2025-01-01'),
        cervix('screening-event', 'present', '2026-01-01'),
      ],
    },
    expected: 'invite',
  },
  {
    name: 'a statement withdrawn on the as-of date no longer counts',
    definition: { eligibility: CERVIX },
    resident: {
      organs: [
        cervix('clinic', 'absent', '2024-01-01', { withdrawn: '2026-06-15' }),
        cervix('presumed', 'present', '2020-01-01'),
      ],
    },
    expected: 'invite',
  },
  {
    name: 'of equals in every date the last given counts',
    definition: { eligibility: CERVIX },
    resident: { organs: [cervix('self', 'present', '2024-01-01'), cervix('clinic', 'absent', '2024-01-01')] },
    expected: 'not-eligible organ.cervix@eligibility',
  },
  {
    name: 'of two tests of a day the last given counts',
    definition: { eligibility: { fact: 'lastTest.result', is: 'negative' } },
    resident: {
      events: [test('2020-01-01', { result: 'positive' }), test('2020-01-01', { result: 'negative' })],
    },
    expected: 'invite 2021-01-01',
  },
  {
    name: 'what was recorded after the known-at date is not known, and what carries no recorded was known on its own date',
    definition: { eligibility: CERVIX },
    resident: {
      organs: [
        cervix('presumed', 'present', '2020-01-01'),
        cervix('self', 'absent', '2024-01-01', { recorded: '2026-03-01' }),
      ],
      events: [test('2025-08-01', { recorded: '2026-02-02' }), test('2020-01-01')],
    },
    knownAt: '2026-02-01',
    expected: 'invite 2021-01-01',
  },
  {
    name: 'a residency’s gap leaves every residency fact unknown',
    definition: { eligibility: { fact: 'residency.status', is: 'registered' } },
    resident: {
      residencies: [
        { status: 'registered', from: '2000-01-01', until: '2026-06-14' },
        { status: 'registered', from: '2026-06-16' },
      ],
    },
    expected: 'hold residency.status@eligibility',
  },
  {
    name: 'an opt-out counts to the end of its last day and not from the day of its revocation',
    definition: { exclusions: [{ code: 'opted-out', when: { fact: 'optOut', is: true } }] },
    resident: {
      optOuts: [
        { programme: 'cervical', kind: 'permanent', from: '2020-01-01', revoked: '2026-06-15' },
        { programme: 'breast', kind: 'permanent', from: '2020-01-01' },
        { programme: 'cervical', kind: 'episode', from: '2026-01-01' },
      ],
    },
    expected: 'invite',
  },
  {
    name: 'an opt-out of kind until counts on its last day',
    definition: { exclusions: [{ code: 'opted-out', when: { fact: 'optOut', is: true } }] },
    resident: {
      optOuts: [{ programme: 'cervical', kind: 'until', from: '2020-01-01', until: '2026-06-15' }],
    },
    expected: 'not-eligible opted-out@exclusions[0]',
  },
  {
    name: 'an opt-out of the round closes the round that is open on its day',
    definition: { holds: [{ code: 'open-round', when: { fact: 'episode.open', is: true } }] },
    resident: {
      events: [{ programme: 'cervical', type: 'episode', from: '2026-01-01', until: null }],
      optOuts: [{ programme: 'cervical', kind: 'episode', from: '2026-02-01' }],
    },
    expected: 'invite',
  },
  {
    name: 'an opt-out of the round that was revoked leaves the round open',
    definition: { holds: [{ code: 'open-round', when: { fact: 'episode.open', is: true } }] },
    resident: {
      events: [{ programme: 'cervical', type: 'episode', from: '2026-01-01', until: null }],
      optOuts: [{ programme: 'cervical', kind: 'episode', from: '2026-02-01', revoked: '2026-03-01' }],
    },
    expected: 'hold open-round@holds[0]',
  },
  {
    name: 'a deferral without an end makes deferredUntil unknown though another has one',
    definition: {
      holds: [{ code: 'deferred', when: { fact: 'deferred', is: true }, until: { fact: 'deferredUntil' } }],
    },
    resident: {
      events: [
        { programme: 'cervical', type: 'deferral', from: '2026-01-01', until: '2026-12-01' },
        { programme: 'cervical', type: 'deferral', from: '2026-02-01' },
      ],
    },
    expected: 'hold deferred@holds[0]',
  },
  {
    name: 'a booking ahead exists though dated after the as-of date; another programme’s does not',
    definition: { holds: [{ code: 'booked', when: { fact: 'booked', is: true } }] },
    resident: {
      events: [
        { programme: 'breast', type: 'booking', date: '2027-01-01' },
        { programme: 'cervical', type: 'booking', date: '2026-06-15' },
      ],
    },
    expected: 'hold booked@holds[0]',
  },
  {
    name: 'the empty set of control lists is known',
    definition: { eligibility: { fact: 'controlList', includesNone: 'hpv-high' } },
    expected: 'invite',
  },
  {
    name: 'invitations on the day of the last test are no missed ones',
    definition: { eligibility: { fact: 'episodes.consecutiveMissed', is: 1 } },
    resident: { events: [invitation('2024-01-01'), invitation('2024-05-05'), test('2024-01-01')] },
    expected: 'invite 2025-05-05',
  },
  {
    name: 'a named selection of tests is independent of the methods that count',
    definition: {
      countsTests: ['hpv'],
      tests: { cyt: { method: ['cytology'] } },
      eligibility: {
        all: [
          { fact: 'test.cyt.count', is: 2 },
          { fact: 'lastTest.date', known: false },
        ],
      },
    },
    resident: {
      events: [
        test('2020-01-01', { method: 'cytology' }),
        test('2021-01-01', { method: 'cytology' }),
        test('2022-01-01'),
      ],
    },
    expected: 'invite',
  },
  {
    name: 'dated attributes count within their days',
    definition: { ...PACK, eligibility: { fact: 'attribute.packYears', is: 20 } },
    resident: {
      attributes: [
        { name: 'packYears', value: 10, from: '2020-01-01', until: '2026-06-14' },
        { name: 'packYears', value: 20, from: '2026-06-15' },
        { name: 'packYears', value: 30, from: '2026-06-16' },
      ],
    },
    expected: 'invite',
  },
];
