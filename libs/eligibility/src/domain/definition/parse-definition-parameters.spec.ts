import { definitionWith } from '../../../spec/decided';
import { parseDefinition } from './parse-definition';

const PARAMETERS = {
  minAge: { type: 'integer', default: 23, min: 18, max: 40 },
  share: { type: 'number', default: 0.5 },
  on: { type: 'boolean', default: true },
  day: { type: 'date', default: '2000-01-01', min: '1990-01-01' },
  place: { type: 'code', default: '0180' },
  gap: { type: 'duration', default: 'P5Y', max: 'P10Y' },
};

function wrong(parts: object, override?: object): string[] {
  const parsed = parseDefinition(definitionWith({ parameters: PARAMETERS, ...parts }), override);
  return parsed.ok ? [] : [...new Set(parsed.issues.map(({ path }) => path))];
}

/** The paths of everything wrong with one parameter `a`. */
const declared = (a: object): string[] => wrong({ parameters: { a } });

describe('a parameter', () => {
  it.each<[string, object]>([
    ['parameters.a.type', { type: 'text', default: 'x' }],
    ['parameters.a', { type: 'integer' }],
    ['parameters.a.default', { type: 'integer', default: 1.5 }],
    ['parameters.a.default', { type: 'integer', default: '1' }],
    ['parameters.a.default', { type: 'number', default: null }],
    ['parameters.a.default', { type: 'boolean', default: 'true' }],
    ['parameters.a.default', { type: 'date', default: '2026-02-29' }],
    ['parameters.a.default', { type: 'date', default: '1849-12-31' }],
    ['parameters.a.default', { type: 'code', default: 180 }],
    ['parameters.a.default', { type: 'duration', default: 'never' }],
    ['parameters.a.default', { type: 'integer', default: 5, min: 6 }],
    ['parameters.a.default', { type: 'integer', default: 5, max: 4 }],
    ['parameters.a.default', { type: 'date', default: '2026-01-01', max: '2025-12-31' }],
    ['parameters.a.default', { type: 'duration', default: 'P1Y', min: 'P2Y' }],
    ['parameters.a.min', { type: 'integer', default: 5, min: '1' }],
  ])('with a bad %s is refused: %j', (path, parameter) => {
    expect(declared(parameter)).toEqual([path]);
  });

  it('refuses reversed bounds', () => {
    expect(declared({ type: 'integer', default: 5, min: 9, max: 1 })).toContain('parameters.a');
  });

  it('stands for a value of its type anywhere a value may stand', () => {
    const parts = {
      attributes: { visits: { type: 'integer' } },
      countsTests: ['$place'],
      tests: { some: { method: ['$place'], result: ['x'] } },
      enquiry: { after: '$gap', max: '$minAge' },
      eligibility: {
        all: [
          { fact: 'age', between: ['$minAge', 70] },
          { fact: 'age', in: [1, '$minAge'] },
          { fact: 'lastTest.value', above: '$share' },
          { fact: 'attribute.visits', is: '$minAge' },
          { fact: 'optOut', is: '$on' },
          { fact: 'age', known: '$on' },
          { fact: 'birthDate', before: '$day' },
          { fact: 'municipality', startsWith: '$place' },
          { fact: 'birthDate', withinLast: '$gap' },
        ],
      },
      schedule: {
        anchor: { ageThisYear: ['$minAge', 30] },
        next: [{ after: '$gap' }],
        nonAttender: { after: '$gap' },
      },
    };
    expect(wrong(parts)).toEqual([]);
  });

  it.each<[string, object]>([
    ['atLeast', { fact: 'age', atLeast: '$gap' }],
    ['in[0]', { fact: 'age', in: ['$place'] }],
    ['between[1]', { fact: 'age', between: [1, '$day'] }],
    ['is', { fact: 'optOut', is: '$minAge' }],
    ['known', { fact: 'age', known: '$minAge' }],
    ['before', { fact: 'birthDate', before: '$gap' }],
    ['withinLast', { fact: 'birthDate', withinLast: '$minAge' }],
    ['is', { fact: 'municipality', is: '$minAge' }],
    ['is', { fact: 'region', is: '$place' }],
    ['is', { fact: 'organ.cervix', is: '$place' }],
    ['includes', { fact: 'controlList', includes: '$on' }],
  ])('of a wrong type for %s is refused: %j', (path, eligibility) => {
    expect(wrong({ eligibility })).toEqual([`eligibility.${path}`]);
  });

  it.each<[string, object]>([
    ['schedule.next[0].after', { next: [{ after: '$minAge' }] }],
    ['schedule.nonAttender.after', { next: [{ after: 'P1Y' }], nonAttender: { after: '$on' } }],
    ['schedule.anchor.ageThisYear[0]', { anchor: { ageThisYear: ['$gap'] }, next: [{ after: 'P1Y' }] }],
  ])('of a wrong type for %s is refused', (path, parts) => {
    expect(wrong({ schedule: { anchor: 'lastTest', ...parts } })).toEqual([path]);
  });

  it('that does not exist is refused, with the nearest name', () => {
    const parsed = parseDefinition(
      definitionWith({ parameters: PARAMETERS, eligibility: { fact: 'age', atLeast: '$minAg' } }),
    );
    expect(parsed).toMatchObject({ ok: false, issues: [{ path: 'eligibility.atLeast' }] });
    expect(!parsed.ok && parsed.issues[0]?.message).toContain('$minAge');
    expect(wrong({ eligibility: { fact: 'age', atLeast: '$constructor' } })).toEqual(['eligibility.atLeast']);
    expect(wrong({ schedule: { anchor: 'lastTest', next: [{ after: '$none' }] } })).toEqual([
      'schedule.next[0].after',
    ]);
  });

  it('may not turn bounds around', () => {
    expect(wrong({ eligibility: { fact: 'age', between: ['$minAge', 20] } })).toEqual([
      'eligibility.between',
    ]);
    const turned = { eligibility: { fact: 'age', between: ['$minAge', 30] } };
    expect(wrong(turned)).toEqual([]);
    expect(wrong(turned, { parameters: { minAge: 31 } })).toEqual(['eligibility.between']);
  });
});

describe('an override of parameters', () => {
  it('is a regional file, or its parameters alone', () => {
    const file = { programme: 'cervical', version: '1', region: '01', validFrom: '2026-01-01' };
    expect(wrong({}, { ...file, parameters: { minAge: 25 } })).toEqual([]);
    expect(wrong({}, { parameters: { minAge: 18, gap: 'P10Y', on: false, day: '1990-01-01' } })).toEqual([]);
  });

  it.each<[string, object]>([
    ['overrides.parameters.minAge', { parameters: { minAge: 41 } }],
    ['overrides.parameters.minAge', { parameters: { minAge: 17 } }],
    ['overrides.parameters.minAge', { parameters: { minAge: '25' } }],
    ['overrides.parameters.minAge', { parameters: { minAge: 25.5 } }],
    ['overrides.parameters.minAge', { parameters: { minAge: null } }],
    ['overrides.parameters.gap', { parameters: { gap: 'P11Y' } }],
    ['overrides.parameters.gap', { parameters: { gap: 'never' } }],
    ['overrides.parameters.day', { parameters: { day: '1989-12-31' } }],
    ['overrides.parameters.on', { parameters: { on: 1 } }],
    ['overrides.parameters.place', { parameters: { place: 180 } }],
    ['overrides.parameters.minAg', { parameters: { minAg: 25 } }],
    ['overrides.programme', { programme: 'breast', parameters: {} }],
    ['overrides.eligibility', { parameters: {}, eligibility: {} }],
    ['overrides.parameters', {}],
  ])('is refused at %s: %j', (path, override) => {
    expect(wrong({}, override)).toEqual([path]);
  });

  it('reports all its errors at once, beside those of the definition', () => {
    const override = { parameters: { minAge: 41, gap: 'P11Y', none: 1 }, x: 1 };
    expect(wrong({ typo: 1 }, override)).toEqual(
      expect.arrayContaining([
        'typo',
        'overrides.x',
        'overrides.parameters.minAge',
        'overrides.parameters.gap',
        'overrides.parameters.none',
      ]),
    );
  });
});
