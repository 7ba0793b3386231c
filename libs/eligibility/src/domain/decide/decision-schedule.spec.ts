import { ask, event } from '../../../spec/decided';

const NO = { fact: 'age', below: 0 };
const test = (date: string, more: object = {}): object => event('test', date, more);
const invitation = (date: string): object => event('invitation', date);

/** Status, reason and due date of a schedule for a resident with these events. */
function plan(schedule: object, events: readonly object[] = [], more: object = {}, asOf?: string) {
  const decision = ask(
    { schedule: { anchor: 'lastTest', next: [{ after: 'P1Y' }], ...schedule } },
    { events, ...more },
    asOf === undefined ? {} : { asOf },
  );
  const [reason] = decision.reasons;
  return [decision.status, reason?.code, reason?.path, decision.dueOn];
}
const notDue = (path: string, date: string) => ['hold', 'not-due', `schedule.${path}`, date];
const never = (path: string) => ['hold', 'never', `schedule.${path}`, undefined];
const due = (date?: string) => ['invite', undefined, undefined, date];

describe('the schedule of somebody never tested and never invited', () => {
  it('is due now, without a date, whatever the rows say', () => {
    expect(plan({})).toEqual(due());
    expect(plan({ next: [{ after: 'never' }] })).toEqual(due());
    expect(plan({ next: [{ when: NO, after: 'P1Y' }] })).toEqual(due());
    expect(plan({ anchor: 'birthday', nonAttender: { after: 'P1Y' } })).toEqual(due());
  });

  it('takes no test of another programme or an uncounted method for a test', () => {
    expect(plan({}, [test('2026-01-01', { programme: 'breast' })])).toEqual(due());
    const counted = ask({ countsTests: ['hpv'] }, { events: [test('2026-01-01', { method: 'cytology' })] });
    expect(counted).toEqual({ status: 'invite', targetGroup: true, reasons: [] });
  });
});

describe('the rows', () => {
  it('give the later of last test and last invitation plus after', () => {
    expect(plan({}, [test('2026-01-01'), test('2025-01-01')])).toEqual(notDue('next[0]', '2027-01-01'));
    expect(plan({}, [test('2026-01-01'), invitation('2026-02-01')])).toEqual(notDue('next[0]', '2027-02-01'));
    expect(plan({}, [test('2026-03-01'), invitation('2026-02-01')])).toEqual(notDue('next[0]', '2027-03-01'));
    expect(plan({}, [invitation('2026-02-01')])).toEqual(notDue('next[0]', '2027-02-01'));
  });

  it('are due on the day itself', () => {
    expect(plan({}, [test('2025-06-15')])).toEqual(due('2026-06-15'));
    expect(plan({}, [test('2025-06-16')])).toEqual(notDue('next[0]', '2026-06-16'));
    expect(plan({ next: [{ after: 'P0D' }] }, [test('2026-06-15')])).toEqual(due('2026-06-15'));
  });

  it('are asked in order; one that is false or unknown is passed by', () => {
    const next = [
      { when: NO, after: 'P1Y' },
      { when: { fact: 'lastTest.result', is: 'inadequate' }, after: 'P0D' },
      { when: { not: NO }, after: 'P2Y' },
      { after: 'P3Y' },
    ];
    expect(plan({ next }, [test('2026-01-01')])).toEqual(notDue('next[2]', '2028-01-01'));
    expect(plan({ next }, [test('2026-01-01', { result: 'inadequate' })])).toEqual(due('2026-01-01'));
  });

  it('say never with their path, and with the path of the list when none matches', () => {
    expect(plan({ next: [{ when: NO, after: 'P1Y' }, { after: 'never' }] }, [test('2010-01-01')])).toEqual(
      never('next[1]'),
    );
    expect(plan({ next: [{ when: NO, after: 'P1Y' }] }, [test('2010-01-01')])).toEqual(never('next'));
  });

  it('clamp to the end of a month', () => {
    expect(plan({ next: [{ after: 'P1M' }] }, [test('2026-05-31')])).toEqual(notDue('next[0]', '2026-06-30'));
    expect(plan({}, [test('2024-02-29')])).toEqual(due('2025-02-28'));
  });
});

describe('nonAttender', () => {
  const nonAttender = { after: 'P1Y' };
  const next = [{ after: 'P5Y' }];

  it('makes the last test the base of the rows', () => {
    expect(plan({ next, nonAttender }, [test('2024-01-01'), invitation('2026-05-01')])).toEqual(
      notDue('next[0]', '2029-01-01'),
    );
  });

  it('gives the later of its date and that of the rows, the rows when they are equal', () => {
    const invited = [test('2020-01-01'), invitation('2025-12-01')];
    expect(plan({ next, nonAttender }, invited)).toEqual(notDue('nonAttender', '2026-12-01'));
    expect(plan({ next, nonAttender }, [test('2021-12-01'), invitation('2025-12-01')])).toEqual(
      notDue('next[0]', '2026-12-01'),
    );
    expect(plan({ next, nonAttender }, [test('2022-01-01'), invitation('2025-12-01')])).toEqual(
      notDue('next[0]', '2027-01-01'),
    );
  });

  it('asks nothing of an invitation before the last test or on its day', () => {
    const short = [{ after: 'P1M' }];
    expect(plan({ next: short, nonAttender }, [test('2026-05-01'), invitation('2026-04-01')])).toEqual(
      due('2026-06-01'),
    );
    expect(plan({ next: short, nonAttender }, [test('2026-05-01'), invitation('2026-05-01')])).toEqual(
      due('2026-06-01'),
    );
    expect(plan({ next: short, nonAttender }, [test('2026-05-01'), invitation('2026-05-02')])).toEqual(
      notDue('nonAttender', '2027-05-02'),
    );
  });

  it('decides alone for somebody invited and never tested: no row is asked', () => {
    expect(plan({ next: [{ after: 'never' }], nonAttender }, [invitation('2026-01-01')])).toEqual(
      notDue('nonAttender', '2027-01-01'),
    );
    expect(plan({ next: [{ when: NO, after: 'P1Y' }], nonAttender }, [invitation('2025-01-01')])).toEqual(
      due('2026-01-01'),
    );
  });

  it('is not anchored, and is compared with the anchored date of the row', () => {
    const birthday = { anchor: 'birthday', next: [{ after: 'P1Y' }], nonAttender };
    expect(plan(birthday, [invitation('2026-01-15')])).toEqual(notDue('nonAttender', '2027-01-15'));
    // row 2026-04-01 moves to the birthday 2027-03-10, later than 2027-02-01
    expect(plan(birthday, [test('2025-04-01'), invitation('2026-02-01')])).toEqual(
      notDue('next[0]', '2027-03-10'),
    );
    expect(plan(birthday, [test('2025-04-01'), invitation('2026-04-01')])).toEqual(
      notDue('nonAttender', '2027-04-01'),
    );
    const ages = { anchor: { ageThisYear: [60] }, nonAttender };
    expect(plan(ages, [invitation('2026-01-15')])).toEqual(notDue('nonAttender', '2027-01-15'));
  });

  it('leaves a never from the last test standing whatever was sent later', () => {
    const events = [test('2010-01-01'), invitation('2011-01-01')];
    expect(plan({ next: [{ after: 'never' }], nonAttender }, events)).toEqual(never('next[0]'));
    expect(plan({ next: [{ when: NO, after: 'P1Y' }], nonAttender }, events)).toEqual(never('next'));
    expect(plan({ anchor: { ageThisYear: [20] }, nonAttender }, events)).toEqual(never('next[0]'));
  });
});

describe('the anchor', () => {
  it('birthday moves the date to the first birthday on or after it', () => {
    const birthday = { anchor: 'birthday' };
    expect(plan(birthday, [test('2026-03-10')])).toEqual(notDue('next[0]', '2027-03-10'));
    expect(plan(birthday, [test('2026-03-11')])).toEqual(notDue('next[0]', '2028-03-10'));
    expect(plan(birthday, [test('2026-03-09')])).toEqual(notDue('next[0]', '2027-03-10'));
  });

  it.each([
    ['mar-1', '2025-02-28', '2026-03-01'],
    ['mar-1', '2025-03-01', '2026-03-01'],
    ['mar-1', '2025-03-02', '2027-03-01'],
    ['feb-28', '2025-02-28', '2026-02-28'],
    ['feb-28', '2025-03-01', '2027-02-28'],
    ['mar-1', '2027-02-28', '2028-02-29'],
    ['feb-28', '2027-03-01', '2029-02-28'],
    ['feb-28', '2027-02-28', '2028-02-29'],
  ])('birthday of 29 February under %s: tested %s, due %s', (leapDayBirthday, tested, dueOn) => {
    const schedule = { anchor: 'birthday', next: [{ after: 'P1Y' }] };
    const resident = { birthDate: '1996-02-29', events: [test(tested)] };
    expect(ask({ leapDayBirthday, schedule }, resident, { asOf: '2027-06-15' }).dueOn).toBe(dueOn);
  });

  it('calendarYear moves the date to 1 January of its year', () => {
    const year = { anchor: 'calendarYear' };
    expect(plan(year, [test('2026-03-11')])).toEqual(notDue('next[0]', '2027-01-01'));
    expect(plan(year, [test('2025-12-31')])).toEqual(due('2026-01-01'));
    expect(plan(year, [test('2026-01-01')])).toEqual(notDue('next[0]', '2027-01-01'));
  });

  const ages = { anchor: { ageThisYear: [64, 46, 48] } };

  it('ageThisYear moves the date to the year of the first listed age above the age in the year of the base', () => {
    // born 1980: 46 in 2026, 48 in 2028, 64 in 2044
    expect(plan(ages, [test('2025-12-31')])).toEqual(due('2026-01-01'));
    expect(plan(ages, [test('2026-01-01')])).toEqual(notDue('next[0]', '2028-01-01'));
    expect(plan(ages, [test('2001-01-01')])).toEqual(due('2026-01-01'));
    expect(plan({ ...ages, next: [{ after: 'P100Y' }] }, [invitation('2020-01-01')])).toEqual(
      due('2026-01-01'),
    );
  });

  it('ageThisYear without a listed age left is never, with the path of the row', () => {
    const few = { anchor: { ageThisYear: [40, 46] } };
    expect(
      plan({ ...few, next: [{ when: NO, after: 'P1Y' }, { after: 'P1Y' }] }, [test('2026-01-01')]),
    ).toEqual(never('next[1]'));
    expect(plan({ ...few, next: [{ after: 'never' }] }, [test('2020-01-01')])).toEqual(never('next[0]'));
  });

  it('ageThisYear gives the never tested and never invited 1 January of the next listed year', () => {
    expect(plan(ages)).toEqual(due('2026-01-01'));
    expect(plan({ anchor: { ageThisYear: [40, 50, 60] } })).toEqual(notDue('anchor', '2030-01-01'));
    expect(plan({ anchor: { ageThisYear: [40, 45] } })).toEqual(never('anchor'));
    expect(plan({ anchor: { ageThisYear: [40, 45] }, nonAttender: { after: 'P1Y' } })).toEqual(
      never('anchor'),
    );
  });
});

describe('phase-in', () => {
  const phaseIn = [
    { year: 2027, birthYears: [1980] },
    { year: 2026, birthYears: [1966, 1970], regions: ['01'] },
    { year: 2025, birthYears: [1950, 1952] },
  ];
  const waiting = ['hold', 'not-phased-in', 'schedule.phaseIn', undefined];
  const born = (year: number, region?: string): object => ({
    birthDate: `${year}-03-10`,
    residency: region === undefined ? {} : { region },
  });

  it.each([
    ['the year has not come', born(1980), waiting],
    ['the year is this one, in the region', born(1966, '01'), due()],
    ['the region is another', born(1966, '12'), waiting],
    ['the region is unknown', born(1966), waiting],
    ['the year has passed, without regions', born(1950), due()],
    ['the birth year stands between two listed ones', born(1951), waiting],
  ])('where %s', (_, resident, expected) => {
    expect(plan({ phaseIn }, [], resident)).toEqual(expected);
  });

  it('takes the as-of year', () => {
    expect(plan({ phaseIn }, [], born(1980), '2026-12-31')).toEqual(waiting);
    expect(plan({ phaseIn }, [], born(1980), '2027-01-01')).toEqual(due());
  });

  it('asks nothing of those once tested or invited', () => {
    expect(plan({ phaseIn }, [test('2020-01-01')], born(1951))).toEqual(due('2021-01-01'));
    expect(plan({ phaseIn }, [invitation('2026-06-01')], born(1951))).toEqual(
      notDue('next[0]', '2027-06-01'),
    );
  });

  it('comes before the anchor', () => {
    const anchor = { ageThisYear: [50] };
    expect(plan({ phaseIn, anchor }, [], born(1951))).toEqual(waiting);
    expect(plan({ phaseIn, anchor }, [], born(1950))).toEqual(never('anchor'));
  });
});
