import { ask, event } from '../../../spec/decided';

const YES = { fact: 'age', atLeast: 0 };
const NO = { fact: 'age', below: 0 };
const ORGAN = { fact: 'organ.cervix', is: 'present' };
const RESULT = { fact: 'lastTest.result', is: 'positive' };
const held = [{ code: 'wait', when: YES }];
const excluded = [{ code: 'out', when: YES }];
const tested = { events: [event('test', '2026-01-01')] };
const testedLongAgo = { events: [event('test', '2020-01-01')] };

describe('the first step that decides', () => {
  it('is eligibility false, before exclusions and holds', () => {
    expect(ask({ eligibility: NO, exclusions: excluded, holds: held })).toEqual({
      status: 'not-eligible',
      targetGroup: false,
      reasons: [{ code: 'age', kind: 'criterion', path: 'eligibility' }],
    });
  });

  it('is an exclusion, before an unknown eligibility and holds', () => {
    expect(ask({ eligibility: ORGAN, exclusions: excluded, holds: held })).toEqual({
      status: 'not-eligible',
      targetGroup: 'unknown',
      reasons: [{ code: 'out', kind: 'exclusion', path: 'exclusions[0]' }],
    });
  });

  it('is a hold or the schedule, before an invitation', () => {
    expect(ask({ holds: held })).toEqual({
      status: 'hold',
      targetGroup: true,
      reasons: [{ code: 'wait', kind: 'hold', path: 'holds[0]' }],
    });
    expect(ask({}, tested)).toEqual({
      status: 'hold',
      targetGroup: true,
      reasons: [{ code: 'not-due', kind: 'schedule', path: 'schedule.next[0]', until: '2027-01-01' }],
      dueOn: '2027-01-01',
    });
  });

  it('is the invitation otherwise, without reasons', () => {
    expect(ask({})).toEqual({ status: 'invite', targetGroup: true, reasons: [] });
  });

  it('counts an unknown exclusion or hold as not true', () => {
    const unknown = [{ code: 'maybe', when: ORGAN }];
    expect(ask({ exclusions: unknown, holds: unknown }).status).toBe('invite');
  });
});

describe('an unknown eligibility', () => {
  it('enquires about organs and attributes by default', () => {
    expect(ask({ eligibility: ORGAN })).toEqual({
      status: 'enquire',
      targetGroup: 'unknown',
      reasons: [{ code: 'organ.cervix', kind: 'unknown', path: 'eligibility' }],
    });
    const attributes = { packYears: { type: 'number' } };
    expect(ask({ attributes, eligibility: { fact: 'attribute.packYears', above: 20 } }).status).toBe(
      'enquire',
    );
    expect(ask({ eligibility: { fact: 'organ.cervix.basis', is: 'self' } }).status).toBe('enquire');
  });

  it.each([
    ['region', { fact: 'region', is: '01' }],
    ['lastTest.result', RESULT],
    ['residency.status', { fact: 'residency.status', is: 'registered' }],
    ['lastInvitation.date', { fact: 'lastInvitation.date', before: '2026-01-01' }],
  ])('holds for %s by default, as for every other fact', (code, eligibility) => {
    expect(ask({ eligibility })).toEqual({
      status: 'hold',
      targetGroup: 'unknown',
      reasons: [{ code, kind: 'unknown', path: 'eligibility' }],
    });
  });

  it('follows the policy written on the leaf', () => {
    expect(ask({ eligibility: { ...ORGAN, onUnknown: 'hold' } }).status).toBe('hold');
    expect(ask({ eligibility: { ...ORGAN, onUnknown: 'exclude' } }).status).toBe('not-eligible');
    expect(ask({ eligibility: { ...RESULT, onUnknown: 'enquire' } }).status).toBe('enquire');
  });

  it('excludes before it holds and holds before it enquires, with all unknown leaves as reasons', () => {
    const hold = { ...RESULT, onUnknown: 'hold' };
    const exclude = { fact: 'region', is: '01', onUnknown: 'exclude' };
    const paths = ['eligibility.all[0]', 'eligibility.all[1]'];
    const both = ask({ eligibility: { all: [ORGAN, hold] } });
    expect([both.status, both.reasons.map(({ path }) => path)]).toEqual(['hold', paths]);
    const three = ask({ eligibility: { all: [ORGAN, hold, exclude] } });
    expect([three.status, three.reasons.map(({ path }) => path)]).toEqual([
      'not-eligible',
      [...paths, 'eligibility.all[2]'],
    ]);
  });

  it('asks only the policies of leaves that are reasons', () => {
    const irrelevant = { any: [YES, { fact: 'region', is: '01', onUnknown: 'exclude' }] };
    expect(ask({ eligibility: { all: [irrelevant, ORGAN] } }).status).toBe('enquire');
  });

  it('excludes by policy even where a hold is true or the schedule is not due', () => {
    const eligibility = { ...ORGAN, onUnknown: 'exclude' };
    expect(ask({ eligibility, holds: held }, tested)).toEqual({
      status: 'not-eligible',
      targetGroup: 'unknown',
      reasons: [{ code: 'organ.cervix', kind: 'unknown', path: 'eligibility' }],
    });
  });

  it('holds with the reasons of the hold and the schedule alone where they hold', () => {
    expect(ask({ eligibility: ORGAN, holds: held }, tested)).toEqual({
      status: 'hold',
      targetGroup: 'unknown',
      reasons: [
        { code: 'wait', kind: 'hold', path: 'holds[0]' },
        { code: 'not-due', kind: 'schedule', path: 'schedule.next[0]', until: '2027-01-01' },
      ],
      dueOn: '2027-01-01',
    });
  });
});

describe('the due date of a decision', () => {
  it('stands in an invitation and in every hold for which the schedule gave one', () => {
    expect(ask({}, testedLongAgo)).toEqual({
      status: 'invite',
      targetGroup: true,
      reasons: [],
      dueOn: '2021-01-01',
    });
    expect(ask({ holds: held }, testedLongAgo).dueOn).toBe('2021-01-01');
    expect(ask({ eligibility: ORGAN, holds: held }, testedLongAgo).dueOn).toBe('2021-01-01');
    expect(ask({ eligibility: { ...ORGAN, onUnknown: 'hold' } }, testedLongAgo).dueOn).toBe('2021-01-01');
  });

  it('stands in no enquiry and with nobody who is not eligible', () => {
    expect(ask({ eligibility: ORGAN }, testedLongAgo)).not.toHaveProperty('dueOn');
    expect(ask({ eligibility: NO }, testedLongAgo)).not.toHaveProperty('dueOn');
    expect(ask({ exclusions: excluded }, testedLongAgo)).not.toHaveProperty('dueOn');
    expect(ask({ eligibility: { ...ORGAN, onUnknown: 'exclude' } }, testedLongAgo)).not.toHaveProperty(
      'dueOn',
    );
  });

  it('is absent where the schedule says never or gave no date', () => {
    const never = { anchor: 'lastTest', next: [{ after: 'never' }] };
    expect(ask({ schedule: never }, testedLongAgo)).not.toHaveProperty('dueOn');
    expect(ask({ holds: held })).not.toHaveProperty('dueOn');
  });
});

describe('an enquiry', () => {
  const sent = (...dates: string[]) => ({ events: dates.map((date) => ({ type: 'enquiry', date })) });
  const yearly = { eligibility: ORGAN, enquiry: { after: 'P1Y' } };
  const twice = { eligibility: ORGAN, enquiry: { max: 2 } };
  const notDue = { code: 'enquiry-not-due', kind: 'unknown', path: 'enquiry' };
  const unanswered = { code: 'enquiry-unanswered', kind: 'unknown', path: 'enquiry' };

  it('is repeated without end where the definition says nothing', () => {
    expect(ask({ eligibility: ORGAN }, sent('2026-06-15', '2026-06-14')).status).toBe('enquire');
  });

  it('waits until the last one is as long ago as after says', () => {
    expect(ask(yearly, sent('2025-06-15')).status).toBe('enquire');
    expect(ask(yearly, sent('2025-06-16', '2020-01-01'))).toEqual({
      status: 'hold',
      targetGroup: 'unknown',
      reasons: [{ ...notDue, until: '2026-06-16' }],
    });
    expect(ask(yearly, sent('2026-06-15')).reasons).toEqual([{ ...notDue, until: '2027-06-15' }]);
  });

  it('is not sent again when max of them are on record', () => {
    expect(ask(twice, sent('2010-01-01')).status).toBe('enquire');
    expect(ask(twice, sent('2010-01-01', '2011-01-01'))).toEqual({
      status: 'hold',
      targetGroup: 'unknown',
      reasons: [unanswered],
    });
    expect(ask(twice, sent('2010-01-01', '2011-01-01', '2012-01-01')).reasons).toEqual([unanswered]);
  });

  it('gives both reasons when both hold', () => {
    const enquiry = { after: 'P1Y', max: 1 };
    expect(ask({ eligibility: ORGAN, enquiry }, sent('2026-01-01')).reasons).toEqual([
      { ...notDue, until: '2027-01-01' },
      unanswered,
    ]);
  });

  it('counts when sent for this programme or for all, not for another, not in the future', () => {
    const one = { eligibility: ORGAN, enquiry: { max: 1 } };
    expect(ask(one, { events: [event('enquiry', '2026-01-01')] }).status).toBe('hold');
    expect(ask(one, { events: [event('enquiry', '2026-01-01', { programme: 'breast' })] }).status).toBe(
      'enquire',
    );
    expect(ask(one, sent('2026-06-16')).status).toBe('enquire');
  });

  it('rule gives way to holds, the schedule and policies, and stands with a due date', () => {
    const rule = { enquiry: { max: 1 } };
    const events = [...sent('2026-01-01').events, event('test', '2020-01-01')];
    expect(ask({ ...rule, eligibility: ORGAN, holds: held }, { events }).reasons).toHaveLength(1);
    expect(ask({ ...rule, eligibility: ORGAN, holds: held }, { events }).reasons[0]?.kind).toBe('hold');
    expect(
      ask({ ...rule, eligibility: { all: [ORGAN, { fact: 'region', is: '01' }] } }, { events }).reasons,
    ).toEqual([
      { code: 'organ.cervix', kind: 'unknown', path: 'eligibility.all[0]' },
      { code: 'region', kind: 'unknown', path: 'eligibility.all[1]' },
    ]);
    expect(ask({ ...rule, eligibility: ORGAN }, { events })).toEqual({
      status: 'hold',
      targetGroup: 'unknown',
      reasons: [unanswered],
      dueOn: '2021-01-01',
    });
  });
});
