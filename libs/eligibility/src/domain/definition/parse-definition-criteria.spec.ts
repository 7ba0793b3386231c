import { definitionWith } from '../../../spec/decided';
import { parseDefinition } from './parse-definition';

const ATTRIBUTES = {
  attributes: { visits: { type: 'integer' }, group: { type: 'code' }, risk: { type: 'date' } },
};

/** The paths of everything wrong with a criterion, without repetition. */
function wrong(eligibility: unknown): string[] {
  const parsed = parseDefinition(definitionWith({ ...ATTRIBUTES, eligibility }));
  return parsed.ok ? [] : [...new Set(parsed.issues.map(({ path }) => path))];
}

/** One fact of each type, with the operators that fit it and an operand for each. */
const DURATIONS = { withinLast: 'P18M', atLeastAgo: 'P5Y', withinNext: 'P0D' };
const NUMBERS = {
  ...{ is: 5, isNot: 5, in: [5, 6], notIn: [5], below: 5, atMost: 5, above: 5, atLeast: 5 },
  ...{ between: [5, 5], notBetween: [-1, 5.5], known: true },
};
const DATES = {
  ...{ is: '2024-02-29', isNot: '1850-01-01', before: '2150-12-31', onOrBefore: '2024-02-29' },
  ...{ after: '2024-02-29', onOrAfter: '2024-02-29', known: false },
  ...{ between: ['2024-02-29', '2024-02-29'], notBetween: ['2024-01-01', '2024-12-31'] },
  ...DURATIONS,
};
const CODES = { is: 'hpv', isNot: 'hpv', in: ['hpv'], notIn: ['hpv', 'psa'], startsWith: 'h', known: true };
const ENUMS = { is: 'present', isNot: 'absent', in: ['present'], notIn: ['absent', 'present'], known: true };
const FITTING: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  age: NUMBERS,
  'lastTest.value': NUMBERS,
  'attribute.visits': NUMBERS,
  birthDate: DATES,
  'attribute.risk': DATES,
  'lastTest.method': CODES,
  'attribute.group': CODES,
  'organ.cervix': ENUMS,
  optOut: { is: true, isNot: false, known: true },
  controlList: { includes: 'hpv-high', includesNone: 'hpv-high', known: true },
};
const OPERANDS: Readonly<Record<string, unknown>> = {
  ...NUMBERS,
  ...DATES,
  ...CODES,
  ...{ includes: 'hpv-high', includesNone: 'hpv-high' },
};
// "is, isNot: any" says nothing of sets: not pinned here
const UNSAID = new Set(['controlList is', 'controlList isNot']);

describe('an operator', () => {
  it.each(Object.keys(FITTING))('that fits %s is accepted', (fact) => {
    for (const [operator, operand] of Object.entries(FITTING[fact] ?? {})) {
      expect([operator, wrong({ fact, [operator]: operand })]).toEqual([operator, []]);
    }
  });

  it.each(Object.keys(FITTING))('that does not fit %s is refused', (fact) => {
    const others = Object.entries(OPERANDS).filter(
      ([operator]) => !(operator in (FITTING[fact] ?? {})) && !UNSAID.has(`${fact} ${operator}`),
    );
    expect(others.length).toBeGreaterThan(0);
    for (const [operator, operand] of others) {
      expect([operator, wrong({ fact, [operator]: operand })]).toEqual([
        operator,
        [`eligibility.${operator}`],
      ]);
    }
  });

  const number = ['5', '', true, null, [5], {}, Infinity];
  const date = [
    '2026-02-29',
    '2026-13-01',
    '2026-1-1',
    '20260101',
    '2026-01-01T00:00:00',
    20260101,
    true,
    null,
  ];
  const outside = ['1849-12-31', '2151-01-01', '0001-01-01', ['2024-01-01']];
  const duration = [
    'P',
    '1Y',
    'P1H',
    'PT1H',
    'P1.5Y',
    'P-1Y',
    'p1y',
    'P1D1Y',
    'P201Y',
    'never',
    365,
    null,
    ['P1Y'],
  ];
  const code = ['', 5, true, null, ['hpv'], {}];
  const flag = ['true', 1, 0, null, [true]];
  const set = ['gone', 'unknown', '', 5, null, ['present']];
  const list = (values: readonly unknown[]) => [[], 5, null, {}, ...values.map((value) => [value])];

  it.each<[string, readonly string[], readonly unknown[]]>([
    ['age', ['is', 'isNot', 'below', 'atMost', 'above', 'atLeast'], number],
    ['age', ['in', 'notIn'], list(number)],
    [
      'age',
      ['between', 'notBetween'],
      [5, null, {}, [], [5], [1, 2, 3], [6, 5], ['1', '2'], [null, 2], [1, null]],
    ],
    ['birthDate', ['is', 'isNot', 'before', 'onOrBefore', 'after', 'onOrAfter'], [...date, ...outside]],
    [
      'birthDate',
      ['between', 'notBetween'],
      [
        '2024-01-01',
        [],
        ['2024-01-01'],
        ['2024-01-02', '2024-01-01'],
        ['2024-01-01', '2026-02-29'],
        ['1849-12-31', '2024-01-01'],
        [null, '2024-01-01'],
      ],
    ],
    ['birthDate', ['withinLast', 'atLeastAgo', 'withinNext'], duration],
    ['lastTest.method', ['is', 'isNot', 'startsWith'], code],
    ['lastTest.method', ['in', 'notIn'], list(code)],
    ['organ.cervix', ['is', 'isNot'], set],
    ['organ.cervix', ['in', 'notIn'], list(set)],
    ['optOut', ['is', 'isNot'], flag],
    ['controlList', ['includes', 'includesNone'], code],
    ['age', ['known'], flag],
    ['controlList', ['known'], flag],
  ])('of %s (%j) refuses every value of a wrong type', (fact, operators, operands) => {
    for (const operator of operators) {
      for (const operand of operands) {
        const [path = ''] = wrong({ fact, [operator]: operand });
        expect([operator, operand, path.startsWith(`eligibility.${operator}`)]).toEqual([
          operator,
          operand,
          true,
        ]);
      }
    }
  });

  it('names the place in the list', () => {
    expect(wrong({ fact: 'age', in: [1, '2', 3, null] })).toEqual(
      expect.arrayContaining(['eligibility.in[1]', 'eligibility.in[3]']),
    );
    expect(wrong({ fact: 'age', between: ['23', 70] })).toEqual(['eligibility.between[0]']);
  });
});

describe('codes', () => {
  it.each([
    ['region', ['01', '25'], ['1', '001', '0a', 1, ' 01']],
    ['municipality', ['0180', '2584'], ['180', '01800', 'abcd', 180, '01']],
    ['district', ['0180R001', '0180C1010', '0180'], ['', 180, null]],
  ])('of a %s have their form', (fact, right, bad) => {
    for (const is of right) expect([is, wrong({ fact, is })]).toEqual([is, []]);
    for (const is of bad) expect([is, wrong({ fact, is })]).toEqual([is, ['eligibility.is']]);
    for (const value of bad) expect(wrong({ fact, in: [right[0], value] })).toEqual(['eligibility.in[1]']);
  });

  it('may be compared by a prefix shorter than the code', () => {
    expect(wrong({ fact: 'municipality', startsWith: '01' })).toEqual([]);
    expect(wrong({ fact: 'municipality', startsWith: 1 })).toEqual(['eligibility.startsWith']);
  });
});

describe('a leaf', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['without a fact', { is: 5 }, ['eligibility.fact']],
    ['whose fact is no text', { fact: 5, is: 5 }, ['eligibility.fact']],
    ['without an operator', { fact: 'age' }, ['eligibility']],
    ['with two operators', { fact: 'age', above: 5, below: 9 }, ['eligibility']],
    ['with an unknown operator', { fact: 'age', above: 5, equals: 9 }, ['eligibility.equals']],
    ['with an unknown policy', { fact: 'age', is: 5, onUnknown: 'invite' }, ['eligibility.onUnknown']],
    ['that is null', null, ['eligibility']],
    ['that is text', 'age', ['eligibility']],
    ['that is a list', [{ fact: 'age', is: 5 }], ['eligibility']],
    ['with the name of a built-in property', { fact: 'constructor', is: 5 }, ['eligibility.fact']],
  ])('%s is refused', (_, eligibility, paths) => {
    expect(wrong(eligibility)).toEqual(paths);
  });

  it.each([
    ['agee', 'age'],
    ['organ.cervx', 'organ.cervix'],
    ['lasttest.date', 'lastTest.date'],
    ['attribute.visit', 'attribute.visits'],
    ['residency.statut', 'residency.status'],
  ])('with the unknown fact %s is told of %s', (fact, nearest) => {
    const parsed = parseDefinition(definitionWith({ ...ATTRIBUTES, eligibility: { fact, known: true } }));
    expect(parsed).toMatchObject({ ok: false, issues: [{ path: 'eligibility.fact' }] });
    expect(!parsed.ok && parsed.issues[0]?.message).toContain(`"${nearest}"`);
  });

  it('knows only the attributes and selections of its definition', () => {
    expect(wrong({ fact: 'attribute.other', is: 5 })).toEqual(['eligibility.fact']);
    expect(wrong({ fact: 'test.other.count', is: 5 })).toEqual(['eligibility.fact']);
  });
});

describe('all, any and not', () => {
  const leaf = { fact: 'age', is: 5 };

  it.each<[string, unknown, readonly string[]]>([
    ['an empty all', { all: [] }, ['eligibility.all']],
    ['an empty any below a not', { not: { any: [] } }, ['eligibility.not.any']],
    ['an empty criterion', {}, ['eligibility.fact', 'eligibility']],
    ['null in a list', { all: [leaf, null] }, ['eligibility.all[1]']],
    ['an all that is no list', { all: leaf }, ['eligibility.all']],
    ['a not of a list', { not: [leaf] }, ['eligibility.not']],
    ['all beside any', { all: [leaf], any: [leaf] }, ['eligibility']],
    ['all beside a fact', { all: [leaf], fact: 'age', is: 5 }, ['eligibility']],
    ['a policy on a group', { all: [leaf], onUnknown: 'hold' }, ['eligibility']],
  ])('%s is refused', (_, eligibility, paths) => {
    expect(wrong(eligibility)).toEqual(paths);
  });

  it('refuse an empty not', () => {
    expect(wrong({ not: {} }).length).toBeGreaterThan(0);
  });

  it('report every error of the tree with its own path', () => {
    const tree = {
      all: [
        { any: [leaf, { fact: 'agee', is: 5 }] },
        { not: { fact: 'age', between: ['23', 70] } },
        {
          any: [
            { fact: 'birthDate', before: '2026-02-29' },
            { fact: 'region', in: ['01', '1'] },
          ],
        },
        { all: [] },
      ],
    };
    expect(wrong(tree)).toEqual([
      'eligibility.all[0].any[1].fact',
      'eligibility.all[1].not.between[0]',
      'eligibility.all[2].any[0].before',
      'eligibility.all[2].any[1].in[1]',
      'eligibility.all[3].all',
    ]);
  });

  const nested = (depth: number, wrap: (child: object) => object): object => {
    let node: object = leaf;
    for (let i = 0; i < depth; i += 1) node = wrap(node);
    return node;
  };

  it.each<[string, (child: object) => object]>([
    ['not', (child) => ({ not: child })],
    ['all', (child) => ({ all: [child] })],
    ['any', (child) => ({ any: [leaf, child] })],
  ])('of %s may nest 12 deep', (_, wrap) => {
    expect(wrong(nested(12, wrap))).toEqual([]);
    const [path = '', ...rest] = wrong(nested(13, wrap));
    expect([path.startsWith('eligibility.'), rest]).toEqual([true, []]);
  });

  it('survive a nesting of any depth', () => {
    expect(wrong(nested(50_000, (child) => ({ not: child })))).toHaveLength(1);
  });

  it('hold at most 500 leaves', () => {
    const leaves = (count: number) => ({ all: Array.from({ length: count }, () => leaf) });
    expect(wrong(leaves(500))).toEqual([]);
    expect(wrong(leaves(501))).toEqual(['eligibility']);
  });
});

describe('a policy for the unknown', () => {
  it('stands on leaves of eligibility', () => {
    expect(wrong({ all: [{ not: { fact: 'age', is: 5, onUnknown: 'exclude' } }] })).toEqual([]);
  });

  it('stands nowhere else', () => {
    const when = { any: [{ fact: 'age', is: 5, onUnknown: 'hold' }] };
    const parsed = parseDefinition(
      definitionWith({
        exclusions: [{ code: 'a', when }],
        holds: [{ code: 'b', when }],
        schedule: { anchor: 'lastTest', next: [{ when, after: 'P1Y' }] },
      }),
    );
    expect(parsed.ok ? [] : parsed.issues.map(({ path }) => path)).toEqual([
      'exclusions[0].when.any[0].onUnknown',
      'holds[0].when.any[0].onUnknown',
      'schedule.next[0].when.any[0].onUnknown',
    ]);
  });
});
