import { age, test, schedule, type HandWorkedCase } from './case';

export const DATES: readonly HandWorkedCase[] = [
  {
    name: 'a leapling is a year younger on 28 February of a common year',
    definition: age({ atLeast: 26 }),
    resident: { birthDate: '2000-02-29' },
    asOf: '2026-02-28',
    expected: 'not-eligible age@eligibility',
  },
  {
    name: 'a leapling completes the year on 28 February with feb-28',
    definition: { ...age({ atLeast: 26 }), leapDayBirthday: 'feb-28' },
    resident: { birthDate: '2000-02-29' },
    asOf: '2026-02-28',
    expected: 'invite',
  },
  {
    name: 'months of age follow the clamped as-of date whatever the leap-day setting',
    definition: { eligibility: { fact: 'ageMonths', is: 1 }, leapDayBirthday: 'feb-28' },
    resident: { birthDate: '2026-01-31' },
    asOf: '2026-02-28',
    expected: 'not-eligible ageMonths@eligibility',
  },
  {
    name: 'a month from the 31st is clamped once, then days are added',
    definition: schedule({ next: [{ after: 'P1M1D' }] }),
    resident: { events: [test('2026-01-31')] },
    asOf: '2026-02-28',
    expected: 'hold 2026-03-01 not-due@schedule.next[0]>2026-03-01',
  },
  {
    name: 'years and months are one number of months',
    definition: schedule({ next: [{ after: 'P1Y1M' }] }),
    resident: { events: [test('2024-02-29')] },
    asOf: '2025-03-29',
    expected: 'invite 2025-03-29',
  },
  {
    name: 'the last of two hundred years still holds somebody back',
    definition: schedule({ next: [{ after: 'P200Y' }] }),
    resident: { events: [test('2026-06-15')] },
    expected: 'hold 2226-06-15 not-due@schedule.next[0]>2226-06-15',
  },
  {
    name: '2400 months are two hundred years',
    definition: { eligibility: { fact: 'birthDate', withinLast: 'P2400M' } },
    expected: 'invite',
  },
  {
    name: 'withinLast ends on the day that the span is over',
    definition: { eligibility: { fact: 'lastTest.date', withinLast: 'P1Y' } },
    resident: { events: [test('2025-06-15')] },
    expected: 'not-eligible lastTest.date@eligibility',
  },
  {
    name: 'atLeastAgo begins on the day that withinLast ends',
    definition: { eligibility: { fact: 'lastTest.date', atLeastAgo: 'P1Y' } },
    resident: { events: [test('2025-06-15')] },
    expected: 'invite 2026-06-15',
  },
  {
    name: 'withinLast from a clamped day: 29 February + 1 year is over on 28 February',
    definition: { eligibility: { fact: 'lastTest.date', withinLast: 'P1Y' } },
    resident: { events: [test('2024-02-29')] },
    asOf: '2025-02-28',
    expected: 'not-eligible lastTest.date@eligibility',
  },
  {
    name: 'withinNext includes its last day',
    definition: {
      eligibility: { fact: 'age', atLeast: 0 },
      holds: [{ code: 'soon', when: { fact: 'deferredUntil', withinNext: 'P1M' } }],
    },
    resident: {
      events: [{ programme: 'cervical', type: 'deferral', from: '2026-01-01', until: '2026-07-15' }],
    },
    expected: 'hold soon@holds[0]',
  },
  {
    name: 'a birthday anchor moves a leapling’s date to 1 March',
    definition: schedule({ anchor: 'birthday' }),
    resident: { birthDate: '1980-02-29', events: [test('2025-02-10')] },
    asOf: '2026-02-28',
    expected: 'hold 2026-03-01 not-due@schedule.next[0]>2026-03-01',
  },
  {
    name: 'a birthday anchor keeps a date that is the birthday',
    definition: schedule({ anchor: 'birthday' }),
    resident: { events: [test('2025-03-10')] },
    asOf: '2026-03-10',
    expected: 'invite 2026-03-10',
  },
  {
    name: 'a calendar-year anchor moves a date back to New Year',
    definition: schedule({ anchor: 'calendarYear' }),
    resident: { events: [test('2025-12-31')] },
    asOf: '2026-01-01',
    expected: 'invite 2026-01-01',
  },
];
