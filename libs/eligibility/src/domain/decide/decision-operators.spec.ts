import { ask, truth } from '../../../spec/decided';

const ATTRIBUTES = {
  attributes: {
    number: { type: 'number' },
    flag: { type: 'boolean' },
    day: { type: 'date' },
    code: { type: 'code' },
  },
};
const AS_OF = '2026-06-15';

/** The value of `{ fact: attribute.NAME, operator: operand }` for a resident with that attribute. */
function compared(name: string, value: unknown, operator: string, operand: unknown, asOf = AS_OF) {
  const attributes = value === undefined ? {} : { [name]: value };
  return truth(
    { fact: `attribute.${name}`, [operator]: operand },
    { attributes },
    { definition: ATTRIBUTES, asOf },
  );
}

describe('operators on numbers', () => {
  it.each([
    ['is', 5, true],
    ['is', 5.5, false],
    ['isNot', 5, false],
    ['isNot', 4, true],
    ['in', [1, 5], true],
    ['in', [4], false],
    ['notIn', [1, 5], false],
    ['notIn', [4], true],
    ['below', 5, false],
    ['below', 5.01, true],
    ['atMost', 5, true],
    ['atMost', 4.99, false],
    ['above', 5, false],
    ['above', 4.99, true],
    ['atLeast', 5, true],
    ['atLeast', 5.01, false],
    ['between', [5, 9], true],
    ['between', [1, 5], true],
    ['between', [5, 5], true],
    ['between', [5.01, 9], false],
    ['between', [1, 4.99], false],
    ['notBetween', [5, 9], false],
    ['notBetween', [1, 5], false],
    ['notBetween', [5.01, 9], true],
  ])('5 %s %j is %s', (operator, operand, expected) => {
    expect(compared('number', 5, operator, operand)).toBe(expected);
  });
});

describe('operators on codes', () => {
  it.each([
    ['0180', 'is', '0180', true],
    ['0180', 'is', '180', false],
    ['180', 'is', '0180', false],
    ['0180', 'isNot', '180', true],
    ['0180', 'in', ['0180', '1280'], true],
    ['0180', 'in', ['180'], false],
    ['0180', 'notIn', ['180'], true],
    ['0180', 'startsWith', '01', true],
    ['0180', 'startsWith', '0180', true],
    ['0180', 'startsWith', '180', false],
    ['0180', 'startsWith', '01800', false],
    ['0180', 'startsWith', '0_8', false],
    ['0180', 'startsWith', '%', false],
    ['a%b', 'startsWith', 'a%', true],
    ['A', 'is', 'a', false],
  ])('%s %s %j is %s', (value, operator, operand, expected) => {
    expect(compared('code', value, operator, operand)).toBe(expected);
  });
});

describe('operators on truth values and enums', () => {
  it.each([
    [true, 'is', true, true],
    [true, 'is', false, false],
    [false, 'is', false, true],
    [false, 'isNot', true, true],
  ])('%s %s %s is %s', (value, operator, operand, expected) => {
    expect(compared('flag', value, operator, operand)).toBe(expected);
  });

  it.each([
    ['is', 'present', true],
    ['isNot', 'present', false],
    ['in', ['absent', 'present'], true],
    ['notIn', ['absent'], true],
  ])('present %s %j is %s', (operator, operand, expected) => {
    const organs = [{ organ: 'cervix', state: 'present', source: 'self', effective: '2024-01-01' }];
    expect(truth({ fact: 'organ.cervix', [operator]: operand }, { organs })).toBe(expected);
  });
});

describe('operators on dates', () => {
  it.each([
    ['is', '2024-02-29', true],
    ['isNot', '2024-02-29', false],
    ['before', '2024-02-29', false],
    ['before', '2024-03-01', true],
    ['onOrBefore', '2024-02-29', true],
    ['onOrBefore', '2024-02-28', false],
    ['after', '2024-02-29', false],
    ['after', '2024-02-28', true],
    ['onOrAfter', '2024-02-29', true],
    ['onOrAfter', '2024-03-01', false],
    ['between', ['2024-02-29', '2024-03-01'], true],
    ['between', ['2024-02-28', '2024-02-29'], true],
    ['between', ['2024-03-01', '2024-03-02'], false],
    ['notBetween', ['2024-02-29', '2024-02-29'], false],
    ['notBetween', ['2024-03-01', '2024-03-02'], true],
  ])('2024-02-29 %s %j is %s', (operator, operand, expected) => {
    expect(compared('day', '2024-02-29', operator, operand)).toBe(expected);
  });
});

describe('operators on dates relative to the as-of date', () => {
  // [date, duration, as-of, withinLast, atLeastAgo]
  it.each([
    ['2025-06-15', 'P1Y', AS_OF, false, true],
    ['2025-06-16', 'P1Y', AS_OF, true, false],
    [AS_OF, 'P1Y', AS_OF, true, false],
    ['2026-06-16', 'P1Y', AS_OF, false, false],
    [AS_OF, 'P0D', AS_OF, false, true],
    ['2026-06-14', 'P1D', AS_OF, false, true],
    ['2026-06-01', 'P2W', AS_OF, false, true],
    ['2026-06-02', 'P2W', AS_OF, true, false],
    // month ends clamp forward from the date
    ['2026-01-31', 'P1M', '2026-02-28', false, true],
    ['2026-01-31', 'P1M', '2026-02-27', true, false],
    ['2026-01-28', 'P1M', '2026-02-28', false, true],
    ['2025-12-31', 'P6M', '2026-06-29', true, false],
    ['2025-12-31', 'P6M', '2026-06-30', false, true],
    // leap days
    ['2024-02-29', 'P1Y', '2025-02-28', false, true],
    ['2024-02-29', 'P1Y', '2025-02-27', true, false],
    ['2024-02-29', 'P4Y', '2028-02-28', true, false],
    ['2024-02-29', 'P4Y', '2028-02-29', false, true],
    // years and months as one number of months, clamped once, then weeks and days
    ['2024-01-31', 'P1Y1M', '2025-02-28', false, true],
    ['2024-01-31', 'P1M1D', '2024-02-29', true, false],
    ['2024-01-31', 'P1M1D', '2024-03-01', false, true],
    ['2024-02-29', 'P1Y12M1W', '2026-03-06', true, false],
    ['2024-02-29', 'P1Y12M1W', '2026-03-07', false, true],
    ['1850-01-01', 'P200Y', AS_OF, true, false],
  ])('%s and %s as of %s: within last %s, at least ago %s', (date, duration, asOf, within, ago) => {
    expect(compared('day', date, 'withinLast', duration, asOf)).toBe(within);
    expect(compared('day', date, 'atLeastAgo', duration, asOf)).toBe(ago);
  });

  it.each([
    ['2026-06-14', 'P1Y', AS_OF, false],
    [AS_OF, 'P1Y', AS_OF, true],
    [AS_OF, 'P0D', AS_OF, true],
    ['2026-06-16', 'P0D', AS_OF, false],
    ['2027-06-15', 'P1Y', AS_OF, true],
    ['2027-06-16', 'P1Y', AS_OF, false],
    // the as-of date is what is moved and clamped
    ['2026-02-28', 'P1M', '2026-01-31', true],
    ['2026-03-01', 'P1M', '2026-01-31', false],
    ['2025-02-28', 'P1Y', '2024-02-29', true],
    ['2025-03-01', 'P1Y', '2024-02-29', false],
  ])('%s within next %s as of %s is %s', (date, duration, asOf, expected) => {
    expect(compared('day', date, 'withinNext', duration, asOf)).toBe(expected);
  });
});

describe('operators on sets', () => {
  const listed = (...lists: string[]) => ({
    events: lists.map((list) => ({ programme: 'cervical', type: 'control-list', list, from: '2025-01-01' })),
  });

  it.each([
    [['a', 'b'], 'includes', 'b', true],
    [['a', 'b'], 'includes', 'c', false],
    [['a', 'b'], 'includesNone', 'b', false],
    [['a', 'b'], 'includesNone', 'c', true],
    [[], 'includes', 'a', false],
    [[], 'includesNone', 'a', true],
    [[], 'known', true, true],
  ])('%j %s %s is %s', (lists, operator, operand, expected) => {
    expect(truth({ fact: 'controlList', [operator]: operand }, listed(...lists))).toBe(expected);
  });
});

describe('an unknown value', () => {
  it.each([
    ['number', 'is', 1],
    ['number', 'isNot', 1],
    ['number', 'in', [1]],
    ['number', 'notIn', [1]],
    ['number', 'below', 1],
    ['number', 'atMost', 1],
    ['number', 'above', 1],
    ['number', 'atLeast', 1],
    ['number', 'between', [0, 1]],
    ['number', 'notBetween', [0, 1]],
    ['flag', 'is', true],
    ['flag', 'isNot', true],
    ['code', 'is', 'x'],
    ['code', 'isNot', 'x'],
    ['code', 'in', ['x']],
    ['code', 'notIn', ['x']],
    ['code', 'startsWith', 'x'],
    ['day', 'is', AS_OF],
    ['day', 'isNot', AS_OF],
    ['day', 'between', [AS_OF, AS_OF]],
    ['day', 'notBetween', [AS_OF, AS_OF]],
    ['day', 'before', AS_OF],
    ['day', 'onOrBefore', AS_OF],
    ['day', 'after', AS_OF],
    ['day', 'onOrAfter', AS_OF],
    ['day', 'withinLast', 'P1Y'],
    ['day', 'atLeastAgo', 'P1Y'],
    ['day', 'withinNext', 'P1Y'],
  ])('makes %s %s unknown', (name, operator, operand) => {
    expect(compared(name, undefined, operator, operand)).toBe('unknown');
  });

  it.each(['number', 'flag', 'code', 'day'])('leaves known of a %s known', (name) => {
    expect(compared(name, undefined, 'known', true)).toBe(false);
    expect(compared(name, undefined, 'known', false)).toBe(true);
  });

  it('of false and zero is none: they are known', () => {
    expect(compared('flag', false, 'known', true)).toBe(true);
    expect(compared('number', 0, 'known', true)).toBe(true);
    expect(compared('number', 0, 'known', false)).toBe(false);
  });
});

describe('all, any and not', () => {
  const YES = { fact: 'age', atLeast: 0 };
  const NO = { fact: 'age', below: 0 };
  const UNKNOWN = { fact: 'organ.cervix', is: 'present' };

  it.each([
    [{ all: [YES, NO, UNKNOWN] }, false],
    [{ all: [YES, UNKNOWN] }, 'unknown'],
    [{ all: [YES, YES] }, true],
    [{ any: [NO, UNKNOWN, YES] }, true],
    [{ any: [NO, UNKNOWN] }, 'unknown'],
    [{ any: [NO, NO] }, false],
    [{ not: UNKNOWN }, 'unknown'],
    [{ not: YES }, false],
    [{ not: { not: YES } }, true],
    [{ not: { all: [UNKNOWN, NO] } }, true],
  ])('%j is %s', (criterion, expected) => {
    expect(truth(criterion)).toBe(expected);
  });
});

describe('parameters', () => {
  const definition = {
    parameters: {
      minAge: { type: 'integer', default: 23, min: 18, max: 60 },
      gap: { type: 'duration', default: 'P1Y' },
      place: { type: 'code', default: '0180' },
    },
    eligibility: {
      all: [
        { fact: 'age', between: ['$minAge', 70] },
        { fact: 'municipality', in: ['1280', '$place'] },
      ],
    },
    schedule: { anchor: 'lastTest', next: [{ after: '$gap' }], nonAttender: { after: '$gap' } },
  };
  const resident = {
    residency: { municipality: '0180' },
    events: [{ programme: 'cervical', type: 'test', date: '2026-01-01' }],
  };

  it('stand for values in criteria, lists and durations', () => {
    expect(ask(definition, resident)).toMatchObject({ status: 'hold', dueOn: '2027-01-01' });
  });

  it('take the value of an override', () => {
    expect(ask(definition, resident, { parameters: { gap: 'P1M' } }).dueOn).toBe('2026-02-01');
    expect(ask(definition, resident, { parameters: { minAge: 50 } }).reasons).toEqual([
      { code: 'age', kind: 'criterion', path: 'eligibility.all[0]' },
    ]);
  });
});
