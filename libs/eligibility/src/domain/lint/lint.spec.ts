import { plainDate, toDay } from '@kallelse/kernel';
import { definitionWith, parsed } from '../../../spec/decided';
import { lint, type Lint, type MetCounts } from './lint';

const lints = (parts: object, counts?: MetCounts): readonly Lint[] =>
  lint(
    parsed({
      definition: definitionWith({ eligibility: { fact: 'organ.cervix', is: 'present' }, ...parts }),
    }),
    toDay(plainDate('2026-06-15')),
    counts,
  );
const warned = (parts: object, counts?: MetCounts): string[] =>
  lints(parts, counts).map(({ code, path }) => `${code} ${path}`);
const told = (parts: object): string[] =>
  lints(parts).map(({ code, path, message }) => `${code} ${path}: ${message}`);
const rows = (...next: object[]) => warned({ schedule: { anchor: 'lastTest', next } });
const ageAt = (operator: object) => ({ when: { fact: 'lastTest.ageAt', ...operator }, after: 'P1Y' });

describe('lints of a definition', () => {
  it('say nothing of a sound one', () => {
    expect(
      warned({
        eligibility: {
          all: [
            { fact: 'age', between: [23, 70] },
            { fact: 'organ.cervix', is: 'present' },
          ],
        },
        schedule: { anchor: 'lastTest', next: [ageAt({ below: 50 }), { after: 'P7Y' }] },
      }),
    ).toEqual([]);
  });

  it.each([
    [
      'two ranges apart',
      {
        all: [
          { fact: 'age', above: 50 },
          { fact: 'age', below: 51 },
        ],
      },
    ],
    [
      'a value and its negation',
      { all: [{ fact: 'region', is: '01' }, { not: { fact: 'region', in: ['01', '12'] } }] },
    ],
    [
      'known and asked',
      {
        all: [
          { fact: 'region', known: false },
          { fact: 'region', startsWith: '0' },
        ],
      },
    ],
    [
      'windows apart',
      {
        all: [
          { fact: 'lastTest.date', withinLast: 'P1Y' },
          { fact: 'lastTest.date', atLeastAgo: 'P1Y' },
        ],
      },
    ],
    [
      'a list in and out',
      {
        all: [
          { fact: 'controlList', includes: 'a' },
          { fact: 'controlList', includesNone: 'a' },
        ],
      },
    ],
  ])('find a contradiction of %s', (_, when) => {
    expect(warned({ exclusions: [{ code: 'x', when }] })).toEqual(['contradiction exclusions[0].when']);
  });

  it('find no contradiction where alternatives or numbers between leave room', () => {
    const criteria = [
      {
        any: [
          { fact: 'region', is: '01' },
          { fact: 'region', is: '12' },
        ],
      },
      {
        all: [
          { fact: 'lastTest.value', above: 1 },
          { fact: 'lastTest.value', below: 2 },
        ],
      },
    ];
    for (const when of criteria) expect(warned({ exclusions: [{ code: 'x', when }] })).toEqual([]);
  });

  it('find what is true of everybody, but not what may be unknown', () => {
    expect(warned({ exclusions: [{ code: 'x', when: { fact: 'age', atLeast: 0 } }] })).toEqual([
      'always-true exclusions[0].when',
    ]);
    expect(
      warned({ exclusions: [{ code: 'x', when: { fact: 'organ.breast', in: ['present', 'absent'] } }] }),
    ).toEqual([]);
  });

  it('find a row that earlier ones leave nothing to', () => {
    expect(rows({ after: 'P1Y' }, ageAt({ below: 50 }))).toEqual(['unreachable-row schedule.next[1]']);
    expect(rows(ageAt({ below: 50 }), ageAt({ atLeast: 50 }), ageAt({ is: 60 }), { after: 'P7Y' })).toEqual([
      'unreachable-row schedule.next[2]',
    ]);
  });

  it.each([
    [
      'rows that meet in a number',
      {
        schedule: {
          anchor: 'lastTest',
          next: [ageAt({ atMost: 50 }), ageAt({ atLeast: 50 }), { after: 'P7Y' }],
        },
      },
      [
        'overlap schedule.next[1].when: takes in every value together with schedule.next[0].when, but both are true of 50',
      ],
    ],
    [
      'dates',
      {
        exclusions: [
          {
            code: 'x',
            when: {
              any: [
                { fact: 'birthDate', onOrBefore: '1960-01-01' },
                { not: { fact: 'birthDate', before: '1960-01-01' } },
              ],
            },
          },
        ],
      },
      [
        'always-true exclusions[0].when: is true of everybody: it decides nothing',
        'overlap exclusions[0].when.any[1]: takes in every value together with exclusions[0].when.any[0], but both are true of 1960-01-01',
      ],
    ],
    [
      'codes',
      {
        eligibility: {
          all: [
            { fact: 'age', atLeast: 40 },
            {
              any: [
                { fact: 'region', in: ['01', '12'] },
                { fact: 'region', notIn: ['12'] },
              ],
            },
          ],
        },
      },
      [
        'overlap eligibility.all[1].any[1]: takes in every value together with eligibility.all[1].any[0], but both are true of 01',
      ],
    ],
    [
      'who is asked for and who is left out',
      {
        eligibility: {
          all: [
            { fact: 'age', atLeast: 40 },
            { fact: 'organ.cervix', is: 'present' },
          ],
        },
        exclusions: [{ code: 'young', when: { fact: 'age', atMost: 40 } }],
      },
      [
        'overlap exclusions[0].when: takes in every value together with eligibility.all[0], but both are true of 40',
      ],
    ],
  ])('find complements that overlap: %s', (_, parts, expected) => {
    expect(told(parts)).toEqual(expect.arrayContaining(expected));
  });

  it('find no overlap in complements that meet, in a part of a whole, or of two facts', () => {
    expect(rows(ageAt({ below: 50 }), ageAt({ atLeast: 50 }), { after: 'P7Y' })).toEqual([]);
    expect(rows(ageAt({ below: 30 }), ageAt({ below: 50 }), { after: 'P7Y' })).toEqual([]);
    const other = { when: { fact: 'lastTest.value', atLeast: 50 }, after: 'P1Y' };
    expect(rows(ageAt({ atMost: 50 }), other, { after: 'P7Y' })).toEqual([]);
  });

  it('find a negative question about an organ, and ages beyond the programme’s, and say where they are from', () => {
    expect(warned({ eligibility: { fact: 'organ.cervix', isNot: 'absent' } })).toEqual([
      'organ-negative eligibility',
    ]);
    expect(lints({ eligibility: { fact: 'age', between: [22, 70] } })).toEqual([
      {
        ...{
          code: 'legal-age',
          path: 'eligibility',
          message: "reaches beyond the programme's ages 23 to 70",
        },
        source: 'the national care programme for cervical cancer prevention',
      },
    ]);
    expect(warned({ eligibility: { fact: 'age', below: 71 } })).toEqual([]);
  });

  it('tell criteria that nobody or everybody in the population meets', () => {
    const met = new Map([
      ['eligibility', 0],
      ['holds[0].when', 10],
      ['holds[1].when', 5],
    ]);
    expect(warned({}, { residents: 10, met })).toEqual(['met-by eligibility', 'met-by holds[0].when']);
  });
});
