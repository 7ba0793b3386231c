import { event, lasting, truth, type Dates } from '../../../spec/decided';

type Given = Dates & { readonly definition?: object };

const test = (date: string, more: object = {}): object => event('test', date, more);
const other = { programme: 'breast' };
const is = (fact: string, value: unknown, events: readonly object[], given: Given = {}) =>
  truth({ fact, is: value }, { events }, given);
const known = (fact: string, events: readonly object[], given: Given = {}) =>
  truth({ fact, known: true }, { events }, given);

describe('the last test', () => {
  it('is the latest of the programme up to the as-of date', () => {
    const events = [
      test('2024-01-01'),
      test('2026-06-15', { result: 'today' }),
      test('2025-01-01'),
      test('2026-06-16'),
      test('2026-06-15', other),
    ];
    expect(is('lastTest.date', '2026-06-15', events)).toBe(true);
    expect(is('lastTest.result', 'today', events)).toBe(true);
    expect(known('lastTest.date', [])).toBe(false);
    expect(known('lastTest.date', [test('2026-06-16')])).toBe(false);
  });

  it('is the last given among equals, whatever was recorded when', () => {
    const events = [
      test('2025-01-01', { result: 'a', recorded: '2026-01-01' }),
      test('2025-01-01', { result: 'b', recorded: '2025-01-02' }),
    ];
    expect(is('lastTest.result', 'b', events)).toBe(true);
    expect(is('lastTest.result', 'a', [...events].reverse())).toBe(true);
  });

  it('carries method, result and value, each unknown when it has none', () => {
    const events = [
      test('2024-01-01', { method: 'hpv', result: 'negative', value: 0.99 }),
      test('2025-01-01'),
    ];
    for (const field of ['method', 'result', 'value']) {
      expect(known(`lastTest.${field}`, events)).toBe(false);
      expect(known(`lastTest.${field}`, events.slice(0, 1))).toBe(true);
    }
    expect(is('lastTest.value', 0.99, events.slice(0, 1))).toBe(true);
    expect(known('lastTest.method', [test('2025-01-01', { method: '' })])).toBe(false);
  });

  it('counts the methods the definition counts, every one where it says nothing', () => {
    const events = [
      test('2024-01-01', { method: 'hpv' }),
      test('2025-01-01', { method: 'cytology' }),
      test('2026-01-01'),
    ];
    expect(is('lastTest.date', '2026-01-01', events)).toBe(true);
    expect(is('lastTest.date', '2024-01-01', events, { definition: { countsTests: ['hpv', 'x'] } })).toBe(
      true,
    );
    expect(known('lastTest.date', events, { definition: { countsTests: ['x'] } })).toBe(false);
  });

  it.each([
    ['mar-1', '1996-02-29', '2025-02-28', 28],
    ['mar-1', '1996-02-29', '2025-03-01', 29],
    ['feb-28', '1996-02-29', '2025-02-28', 29],
    ['mar-1', '1980-03-10', '2025-03-09', 44],
    ['mar-1', '1980-03-10', '2025-03-10', 45],
  ])('under %s, born %s, tested %s, was at age %i', (leapDayBirthday, birthDate, date, age) => {
    const resident = { birthDate, events: [test(date)] };
    expect(truth({ fact: 'lastTest.ageAt', is: age }, resident, { definition: { leapDayBirthday } })).toBe(
      true,
    );
  });
});

describe('a named selection of tests', () => {
  const tests = {
    negHpv: { method: ['hpv'], result: ['negative'] },
    hpv: { method: ['hpv'] },
    bad: { result: ['bad'] },
  };
  const given = { definition: { tests, countsTests: ['cytology'] } };
  const events = [
    test('2020-01-01', { method: 'hpv', result: 'negative', value: 1 }),
    test('2021-01-01', { method: 'hpv', result: 'negative', value: 2 }),
    test('2022-01-01', { method: 'hpv', result: 'bad' }),
    test('2023-01-01', { method: 'cytology', result: 'negative' }),
    test('2024-01-01', { result: 'bad' }),
    test('2025-01-01', { method: 'hpv', result: 'negative', ...other }),
    test('2027-01-01', { method: 'hpv', result: 'negative' }),
  ];

  it('takes method and result together, either alone, and does not ask which methods count', () => {
    expect(is('test.negHpv.count', 2, events, given)).toBe(true);
    expect(is('test.hpv.count', 3, events, given)).toBe(true);
    expect(is('test.bad.count', 2, events, given)).toBe(true);
    expect(is('lastTest.date', '2023-01-01', events, given)).toBe(true);
  });

  it('gives the latest of them', () => {
    expect(is('test.negHpv.date', '2021-01-01', events, given)).toBe(true);
    expect(is('test.negHpv.value', 2, events, given)).toBe(true);
    expect(is('test.hpv.result', 'bad', events, given)).toBe(true);
    expect(is('test.negHpv.ageAt', 40, events, given)).toBe(true);
    expect(known('test.bad.method', events, given)).toBe(false);
  });

  it('counts none as zero, and knows nothing of the latest then', () => {
    expect(is('test.negHpv.count', 0, [], given)).toBe(true);
    expect(known('test.negHpv.date', [], given)).toBe(false);
  });
});

describe('invitations', () => {
  const invited = ['2024-01-01', '2025-01-01', '2026-06-15', '2026-06-16'].map((date) =>
    event('invitation', date),
  );

  it('count up to the as-of date, the latest being the last', () => {
    expect(is('lastInvitation.date', '2026-06-15', invited)).toBe(true);
    expect(known('lastInvitation.date', [event('invitation', '2025-01-01', other)])).toBe(false);
  });

  it('were missed when dated after the last test, all of them when never tested', () => {
    const missed = 'episodes.consecutiveMissed';
    expect(is(missed, 3, invited)).toBe(true);
    expect(is(missed, 2, [...invited, test('2024-01-01')])).toBe(true);
    expect(is(missed, 1, [...invited, test('2025-01-01')])).toBe(true);
    expect(is(missed, 3, [...invited, test('2025-01-01', other)])).toBe(true);
    expect(is(missed, 0, [])).toBe(true);
    const uncounted = [...invited, test('2026-01-01', { method: 'x' })];
    expect(is(missed, 3, uncounted, { definition: { countsTests: ['hpv'] } })).toBe(true);
  });
});

describe.each([
  ['episode.open', 'episode', undefined],
  ['deferred', 'deferral', 'deferredUntil'],
  ['underCare', 'care', 'underCare.until'],
])('%s', (fact, type, until) => {
  it.each([
    ['from today', lasting(type, '2026-06-15'), true],
    ['from tomorrow', lasting(type, '2026-06-16'), false],
    ['until today', lasting(type, '2026-01-01', '2026-06-15'), true],
    ['until yesterday', lasting(type, '2026-01-01', '2026-06-14'), false],
    ['without end', lasting(type, '2026-01-01', null), true],
    ['of another programme', lasting(type, '2026-01-01', null, other), false],
  ])('is true %s: %s', (_, interval, expected) => {
    expect(is(fact, expected, [interval])).toBe(true);
    expect(known(fact, [interval])).toBe(true);
  });

  it('ends on the latest end of the active ones; unknown when none or when one has no end', () => {
    const ended = [
      lasting(type, '2026-01-01', '2026-08-01'),
      lasting(type, '2026-01-01', '2026-09-01'),
      lasting(type, '2027-01-01', '2028-01-01'),
      lasting(type, '2026-01-01', '2029-01-01', other),
      lasting(type, '2026-01-01', '2026-06-01'),
    ];
    if (until === undefined) return expect(is(fact, true, ended)).toBe(true);
    expect(is(until, '2026-09-01', ended)).toBe(true);
    expect(known(until, [...ended, lasting(type, '2026-01-01')])).toBe(false);
    expect(known(until, [])).toBe(false);
  });
});

describe('an opt-out', () => {
  const optOut = (kind: string, from: string, more: object = {}): object => ({
    programme: 'cervical',
    kind,
    from,
    ...more,
  });
  const out = (object: object, given: Given = {}) =>
    truth({ fact: 'optOut', is: true }, { optOuts: [object] }, given);

  it.each([
    ['permanent from today', optOut('permanent', '2026-06-15'), true],
    ['permanent from tomorrow', optOut('permanent', '2026-06-16'), false],
    ['until today', optOut('until', '2026-01-01', { until: '2026-06-15' }), true],
    ['until yesterday', optOut('until', '2026-01-01', { until: '2026-06-14' }), false],
    ['revoked tomorrow', optOut('permanent', '2026-01-01', { revoked: '2026-06-16' }), true],
    ['revoked today', optOut('permanent', '2026-01-01', { revoked: '2026-06-15' }), false],
    ['of another programme', optOut('permanent', '2026-01-01', other), false],
    ['of the episode', optOut('episode', '2026-01-01'), false],
  ])('%s counts: %s', (_, object, expected) => {
    expect(out(object)).toBe(expected);
  });

  it('counts from when it was recorded', () => {
    const late = optOut('permanent', '2026-01-01', { recorded: '2026-03-01' });
    expect([out(late), out(late, { knownAt: '2026-02-28' }), out(late, { knownAt: '2026-03-01' })]).toEqual([
      true,
      false,
      true,
    ]);
  });

  const open = lasting('episode', '2026-03-01', '2026-12-31');
  const stillOpen = (object: object, given: Given = {}, events: readonly object[] = [open]) =>
    truth({ fact: 'episode.open', is: true }, { events, optOuts: [object] }, given);

  it.each([
    ['before the episode', optOut('episode', '2026-02-28'), true],
    ['on its first day', optOut('episode', '2026-03-01'), false],
    ['on the as-of date', optOut('episode', '2026-06-15'), false],
    ['after the as-of date', optOut('episode', '2026-06-16'), true],
    ['in another programme', optOut('episode', '2026-04-01', other), true],
    ['revoked by today', optOut('episode', '2026-04-01', { revoked: '2026-06-15' }), true],
    ['revoked tomorrow', optOut('episode', '2026-04-01', { revoked: '2026-06-16' }), false],
    ['but permanent', optOut('permanent', '2026-04-01'), true],
  ])('of the episode, dated %s, leaves it open: %s', (_, object, expected) => {
    expect(stillOpen(object)).toBe(expected);
  });

  it('of the episode closes only the episodes open on its day', () => {
    const events = [open, lasting('episode', '2026-05-01')];
    expect(stillOpen(optOut('episode', '2026-04-01'), {}, events)).toBe(true);
    expect(stillOpen(optOut('episode', '2026-05-01'), {}, events)).toBe(false);
    const late = optOut('episode', '2026-04-01', { recorded: '2026-05-15' });
    expect(stillOpen(late, { knownAt: '2026-05-14' })).toBe(true);
  });
});

describe('a booking', () => {
  it.each([
    ['yesterday', '2026-06-14', {}, false],
    ['today', '2026-06-15', {}, true],
    ['next year', '2027-02-01', {}, true],
    ['of another programme', '2027-02-01', other, false],
  ])('%s counts: %s', (_, date, more, expected) => {
    expect(is('booked', expected, [event('booking', date, more)])).toBe(true);
  });

  it('is known from when it was recorded, or else from its own date', () => {
    const booking = event('booking', '2027-02-01', { recorded: '2026-05-01' });
    expect(is('booked', true, [booking], { knownAt: '2026-05-01' })).toBe(true);
    expect(is('booked', false, [booking], { knownAt: '2026-04-30' })).toBe(true);
    expect(is('booked', false, [event('booking', '2027-02-01')], { knownAt: '2026-06-15' })).toBe(true);
  });
});

describe('control lists', () => {
  const on = (list: string, from: string, until?: string, more: object = {}): object =>
    lasting('control-list', from, until, { list, ...more });

  it('are those with an active event of the programme', () => {
    const events = [
      on('now', '2026-06-15', '2026-06-15'),
      on('ended', '2026-01-01', '2026-06-14'),
      on('later', '2026-06-16'),
      on('elsewhere', '2026-01-01', undefined, other),
    ];
    const includes = (list: string) => truth({ fact: 'controlList', includes: list }, { events });
    expect(['now', 'ended', 'later', 'elsewhere'].map(includes)).toEqual([true, false, false, false]);
  });
});

describe('what is known at a date', () => {
  it('leaves out what was recorded later; without it, recorded changes nothing', () => {
    const events = [test('2024-01-01'), test('2025-01-01', { recorded: '2026-05-01' })];
    expect(is('lastTest.date', '2025-01-01', events)).toBe(true);
    expect(is('lastTest.date', '2024-01-01', events, { knownAt: '2026-04-30' })).toBe(true);
    expect(is('lastTest.date', '2025-01-01', events, { knownAt: '2026-05-01' })).toBe(true);
    expect(known('lastTest.date', events, { knownAt: '2023-12-31' })).toBe(false);
    expect(is('lastTest.date', '2025-01-01', [test('2025-01-01', { recorded: '2030-01-01' })])).toBe(true);
  });
});
