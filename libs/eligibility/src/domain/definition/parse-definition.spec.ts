import { definitionWith } from '../../../spec/decided';
import { formatIssue } from './issues';
import { parseDefinition, parseDefinitionText } from './parse-definition';

/** The paths of everything wrong with a document, without repetition. */
function wrong(document: unknown, override?: unknown): string[] {
  const parsed = parseDefinition(document, override);
  return parsed.ok ? [] : [...new Set(parsed.issues.map(({ path }) => path))];
}

const wrongWith = (parts: object): string[] => wrong(definitionWith(parts));
const leaf = { fact: 'age', is: 5 };
const row = { after: 'P1Y' };
const schedule = (parts: object) => ({ schedule: { anchor: 'lastTest', next: [row], ...parts } });

describe('a definition', () => {
  it('with every key of the format is accepted', () => {
    const document = {
      validFrom: '2026-01-01',
      region: '01',
      labels: { sv: 'Livmoderhalscancerscreening', en: 'Cervical screening' },
      leapDayBirthday: 'feb-28',
      parameters: {
        minAge: { type: 'integer', default: 23, min: 18, max: 40, labels: { sv: 'Lägsta ålder' } },
      },
      attributes: { packYears: { type: 'number', labels: { sv: 'Paketår' } } },
      countsTests: ['hpv'],
      tests: { negHpv: { method: ['hpv'], result: ['negative'] } },
      enquiry: { after: 'P1Y', max: 2 },
      eligibility: {
        all: [
          { fact: 'age', between: ['$minAge', 70] },
          { fact: 'test.negHpv.count', atLeast: 0 },
        ],
      },
      exclusions: [{ code: 'opted-out', when: { fact: 'optOut', is: true }, labels: { sv: 'Har avböjt' } }],
      holds: [{ code: 'deferred', when: { fact: 'deferred', is: true }, until: { fact: 'deferredUntil' } }],
      ...schedule({
        anchor: { ageThisYear: [60, 62, 64] },
        next: [{ when: leaf, after: 'never' }, row],
        nonAttender: { after: 'P1Y' },
        phaseIn: [{ year: 2026, birthYears: [1966, 1972], regions: ['01'] }],
      }),
      ask: { packYears: 'lung-questionnaire' },
      validity: 'P12M',
      steps: [
        { id: 'invitation', template: 'cervical-invitation', kit: 'hpv' },
        {
          id: 'reminder-1',
          after: 'P60D',
          from: 'handed-over',
          template: 'r',
          unless: ['outcome', 'booked'],
        },
      ],
      channels: { order: [1177, 'paper'], toPaperAfter: 'P14D' },
      send: { followsBirthMonth: true, pauses: [{ from: '06-20', until: '08-15' }] },
      lastCall: { beforeAge: 71 },
      expected: { min: 100, max: 20000 },
    };
    expect(wrongWith(document)).toEqual([]);
  });

  it.each([null, [], 'cervical', 5, undefined])('that is no object is refused: %j', (document) => {
    expect(wrong(document)).toEqual(['']);
  });

  it('names everything that is missing', () => {
    expect(wrong({})).toEqual(['programme', 'version', 'eligibility', 'schedule']);
  });

  it('refuses every unknown key where it stands, with the nearest name', () => {
    const parsed = parseDefinition(definitionWith({ elegibility: leaf, phaseIn: [] }));
    expect(parsed.ok ? [] : parsed.issues.map(formatIssue)).toEqual([
      'elegibility: unknown key; did you mean "eligibility"?',
      'phaseIn: unknown key',
    ]);
  });

  it.each([
    ['labels.fi', { labels: { sv: 'a', fi: 'b' } }],
    ['parameters.a.unit', { parameters: { a: { type: 'integer', default: 1, unit: 'x' } } }],
    ['attributes.a.unit', { attributes: { a: { type: 'integer', unit: 'x' } } }],
    ['tests.a.x', { tests: { a: { method: ['hpv'], x: 1 } } }],
    ['enquiry.x', { enquiry: { max: 1, x: 1 } }],
    ['eligibility.x', { eligibility: { ...leaf, x: 1 } }],
    ['exclusions[0].until', { exclusions: [{ code: 'a', when: leaf, until: { fact: 'birthDate' } }] }],
    ['holds[0].x', { holds: [{ code: 'a', when: leaf, x: 1 }] }],
    ['holds[0].until.x', { holds: [{ code: 'a', when: leaf, until: { fact: 'birthDate', x: 1 } }] }],
    ['schedule.x', schedule({ x: 1 })],
    ['schedule.anchor.x', schedule({ anchor: { ageThisYear: [60], x: 1 } })],
    ['schedule.next[0].x', schedule({ next: [{ ...row, x: 1 }] })],
    ['schedule.nonAttender.x', schedule({ nonAttender: { after: 'P1Y', x: 1 } })],
    ['schedule.phaseIn[0].x', schedule({ phaseIn: [{ year: 2026, birthYears: [1966], x: 1 }] })],
    ['steps[0].x', { steps: [{ id: 'a', template: 'b', x: 1 }] }],
    ['channels.x', { channels: { order: ['paper'], x: 1 } }],
    ['send.x', { send: { followsBirthMonth: true, x: 1 } }],
    ['send.pauses[0].x', { send: { pauses: [{ from: '06-20', until: '08-15', x: 1 }] } }],
    ['lastCall.x', { lastCall: { beforeAge: 71, x: 1 } }],
    ['expected.x', { expected: { min: 1, x: 1 } }],
    ['expected.change', { expected: { change: 1.1 } }],
    ['__proto__', JSON.parse('{"__proto__":1}') as object],
  ])('refuses the unknown key %s', (path, parts) => {
    expect(wrongWith(parts)).toEqual([path]);
  });

  it.each<[string, object]>([
    ['programme', { programme: 'Cervical' }],
    ['programme', { programme: '' }],
    ['programme', { programme: 5 }],
    ['version', { version: 2026.1 }],
    ['version', { version: '' }],
    ['validFrom', { validFrom: '2026-02-29' }],
    ['validFrom', { validFrom: '1849-12-31' }],
    ['validFrom', { validFrom: '2151-01-01' }],
    ['region', { region: '1' }],
    ['region', { region: 1 }],
    ['labels.sv', { labels: { sv: 5 } }],
    ['leapDayBirthday', { leapDayBirthday: 'feb-29' }],
    ['attributes.a.type', { attributes: { a: { type: 'duration' } } }],
    ['attributes.a.type', { attributes: { a: {} } }],
    ['countsTests', { countsTests: [] }],
    ['countsTests', { countsTests: 'hpv' }],
    ['countsTests[1]', { countsTests: ['hpv', null] }],
    ['tests.a', { tests: { a: {} } }],
    ['tests.a.method', { tests: { a: { method: [] } } }],
    ['tests.a.result[0]', { tests: { a: { result: [5] } } }],
    ['enquiry', { enquiry: {} }],
    ['enquiry.after', { enquiry: { after: 'never' } }],
    ['enquiry.max', { enquiry: { max: 0 } }],
    ['enquiry.max', { enquiry: { max: 1.5 } }],
    ['exclusions', { exclusions: {} }],
    ['exclusions[0]', { exclusions: [null] }],
    ['exclusions[0]', { exclusions: [{ when: leaf }] }],
    ['exclusions[0]', { exclusions: [{ code: 'a' }] }],
    ['exclusions[0].code', { exclusions: [{ code: 5, when: leaf }] }],
    ['exclusions[0].when.all', { exclusions: [{ code: 'a', when: { all: [] } }] }],
    ['holds[0].until', { holds: [{ code: 'a', when: leaf, until: '2026-01-01' }] }],
    ['holds[0].until.fact', { holds: [{ code: 'a', when: leaf, until: { fact: 'age' } }] }],
    ['holds[0].until.fact', { holds: [{ code: 'a', when: leaf, until: { fact: 'deferedUntil' } }] }],
    ['ask.packYears', { ask: { packYears: 'undeclared' } }],
    ['validity', { validity: 'P' }],
    ['steps', { steps: [] }],
    ['send.pauses[0].until', { send: { pauses: [{ from: '06-20', until: '8-15' }] } }],
  ])('refuses a bad %s: %j', (path, parts) => {
    expect(wrongWith(parts)).toEqual([path]);
  });
});

describe('a schedule', () => {
  it.each<[string, object]>([
    ['anchor', { anchor: 'birtday' }],
    ['anchor.ageThisYear', { anchor: {} }],
    ['anchor.ageThisYear', { anchor: { ageThisYear: [] } }],
    ['anchor.ageThisYear[1]', { anchor: { ageThisYear: [60, null] } }],
    ['anchor.ageThisYear[0]', { anchor: { ageThisYear: [60.5] } }],
    ['anchor.ageThisYear[0]', { anchor: { ageThisYear: ['60'] } }],
    ['next', { next: [] }],
    ['next', { next: undefined }],
    ['next[1]', { next: [row, null] }],
    ['next[0]', { next: [{ when: leaf }] }],
    ['next[0].after', { next: [{ after: 'nevr' }] }],
    ['next[0].after', { next: [{ after: 5 }] }],
    ['next[0].after', { next: [{ after: 'P201Y' }] }],
    ['next[0].when.any', { next: [{ when: { any: [] }, after: 'P1Y' }] }],
    ['nonAttender', { nonAttender: 'P1Y' }],
    ['nonAttender', { nonAttender: {} }],
    ['nonAttender.after', { nonAttender: { after: 'never' } }],
    ['phaseIn', { phaseIn: [] }],
    ['phaseIn[0].year', { phaseIn: [{ birthYears: [1966] }] }],
    ['phaseIn[0].year', { phaseIn: [{ year: '2026', birthYears: [1966] }] }],
    ['phaseIn[0].birthYears', { phaseIn: [{ year: 2026, birthYears: [] }] }],
    ['phaseIn[0].birthYears[1]', { phaseIn: [{ year: 2026, birthYears: [1966, null] }] }],
    ['phaseIn[0].regions', { phaseIn: [{ year: 2026, birthYears: [1966], regions: [] }] }],
    ['phaseIn[0].regions[0]', { phaseIn: [{ year: 2026, birthYears: [1966], regions: ['1'] }] }],
  ])('with a bad %s is refused: %j', (path, parts) => {
    expect(wrongWith(schedule(parts))).toEqual([`schedule.${path}`]);
  });
});

describe('all errors', () => {
  it('of all parts are reported at once, each with its path', () => {
    const document = {
      programme: 'cervical',
      region: '1',
      parameters: { old: { type: 'integer', default: 90, max: 80 } },
      eligibility: {
        all: [
          { fact: 'agee', is: 1 },
          { fact: 'age', between: [70, 23] },
        ],
      },
      exclusions: [{ code: 'a', when: { fact: 'optOut', is: 'true' } }],
      holds: [{ code: 'b', when: { any: [] } }],
      schedule: { anchor: 'x', next: [{ when: { fact: 'birthDate', withinLast: 'P' } }] },
      typo: 1,
    };
    expect(wrong(document).sort((a, b) => a.localeCompare(b))).toEqual([
      'eligibility.all[0].fact',
      'eligibility.all[1].between',
      'exclusions[0].when.is',
      'holds[0].when.any',
      'parameters.old.default',
      'region',
      'schedule.anchor',
      'schedule.next[0]',
      'schedule.next[0].when.withinLast',
      'typo',
      'version',
    ]);
  });
});

describe('the text of a definition', () => {
  const yaml = (line: string): string =>
    [
      'programme: cervical',
      'version: "1"',
      line,
      'schedule: { anchor: lastTest, next: [{ after: P1Y }] }',
    ].join('\n');
  const paths = (text: string): string[] => {
    const parsed = parseDefinitionText(text);
    return parsed.ok ? [] : parsed.issues.map(({ path }) => path);
  };

  it('is YAML or JSON', () => {
    expect(paths(yaml('eligibility: { fact: birthDate, before: 2000-01-01 }'))).toEqual([]);
    expect(paths(JSON.stringify(definitionWith()))).toEqual([]);
  });

  it.each([
    ['a number for a code', 'eligibility: { fact: municipality, is: 0180 }', ['eligibility.is']],
    ['a word for a truth value', 'eligibility: { fact: optOut, is: no }', ['eligibility.is']],
    ['a date that is none', 'eligibility: { fact: birthDate, before: 2026-02-29 }', ['eligibility.before']],
    ['the same key twice', 'version: "2"\neligibility: { fact: age, is: 1 }', ['']],
  ])('with %s is refused', (_, line, expected) => {
    expect(paths(yaml(line))).toEqual(expected);
  });

  it.each(['', 'a: [1', 'a: 1\n---\nb: 2\n'])('that is no document is refused: %j', (text) => {
    expect(paths(text)).toEqual(['']);
  });
});
