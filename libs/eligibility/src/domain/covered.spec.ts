import { plainDate, toDay } from '@kallelse/kernel';
import { coveredBy } from './covered';
import { bindCriterion } from './decide/evaluate';
import { parseDefinition } from './definition/parse-definition';
import { FactView } from './facts/fact-view';
import { parseResident } from './residents/parse-resident';

const AS_OF = toDay(plainDate('2026-06-30'));

function covered(schedule: object, tests: readonly object[]): unknown {
  const parsed = parseDefinition({
    programme: 'cervical',
    version: '1',
    eligibility: { fact: 'residency.status', is: 'registered' },
    schedule,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  const events = tests.map((test) => ({ type: 'test', programme: 'cervical', ...test }));
  const resident = parseResident({ id: 'r', birthDate: '1970-01-01', events }, AS_OF);
  if (!resident.ok) throw new Error(JSON.stringify(resident.issues));
  const view = new FactView(resident.value, parsed.value, AS_OF, undefined);
  return bindCriterion(coveredBy(parsed.value), AS_OF).truth(view);
}

const BY_RESULT = {
  next: [{ when: { fact: 'lastTest.result', is: 'positive' }, after: 'P1Y' }, { after: 'P5Y' }],
};
const on = (date: string, result = 'negative') => [{ date, result }];

describe('test coverage', () => {
  it('is a test no longer ago than the interval that the schedule gives after it', () => {
    expect(covered(BY_RESULT, on('2021-07-01'))).toBe(true);
    expect(covered(BY_RESULT, on('2021-06-29'))).toBe(false);
    expect(covered(BY_RESULT, on('2025-07-01', 'positive'))).toBe(true);
    expect(covered(BY_RESULT, on('2025-06-29', 'positive'))).toBe(false);
  });

  it('is any test where the schedule asks for no other', () => {
    const once = { next: [{ after: 'never' }] };
    expect(covered(once, on('1999-01-01'))).toBe(true);
    expect(covered(once, [])).not.toBe(true);
  });

  it('is not there without a test', () => expect(covered(BY_RESULT, [])).not.toBe(true));
});
