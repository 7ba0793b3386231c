import { plainDate, toDay } from '@kallelse/kernel';
import { parseResident } from './parse-resident';

const AS_OF = toDay(plainDate('2026-06-15'));

/** The paths of everything wrong with a line, without repetition. */
function wrong(line: unknown): string[] {
  const parsed = parseResident(line, AS_OF);
  return parsed.ok ? [] : [...new Set(parsed.issues.map(({ path }) => path))];
}

const wrongWith = (parts: object): string[] => wrong({ id: 'r1', birthDate: '1990-02-28', ...parts });

/** The paths within the one entry of a list. */
const wrongIn = (list: string, entry: unknown): string[] =>
  wrongWith({ [list]: [entry] }).map((path) => path.replace(`${list}[0]`, '').replace(/^\./, ''));

describe('a residents line', () => {
  it('with everything the format knows is accepted', () => {
    const programme = 'cervical';
    const from = '2025-01-01';
    const recorded = '2025-02-01';
    expect(
      wrongWith({
        residency: {
          ...{ status: 'registered', since: '2019-05-01', region: '01', municipality: '0180' },
          ...{ district: '0180R001', areaType: 2 },
        },
        organs: [
          {
            organ: 'cervix',
            state: 'present',
            source: 'self',
            effective: from,
            recorded,
            withdrawn: '2026-01-01',
          },
          { organ: 'colorectum', state: 'absent', source: 'screening-event', effective: from },
        ],
        optOuts: [
          { programme, kind: 'permanent', from, revoked: '2026-01-01', recorded },
          { programme, kind: 'episode', from },
          { programme, kind: 'until', from, until: '2027-01-01' },
        ],
        events: [
          { programme, type: 'test', date: from, method: 'hpv', result: 'negative', value: 0.9, recorded },
          { programme, type: 'test', date: from },
          { programme, type: 'invitation', date: from },
          { programme, type: 'control-list', list: 'hpv-high', from, until: null },
          { programme, type: 'care', from, until: '2026-12-31' },
          { programme, type: 'deferral', from },
          { programme, type: 'booking', date: '2027-02-01' },
          { programme, type: 'episode', from: '2026-10-01', until: null },
          { type: 'enquiry', date: from },
        ],
        attributes: { packYears: 22, smoker: true, group: 'a', unknown: null },
        manual: [{ programme, kind: 'include', from, until: '2027-01-01', code: 'clinic-request', recorded }],
      }),
    ).toEqual([]);
  });

  it('with no more than an id and a birth date is accepted', () => {
    expect(wrongWith({})).toEqual([]);
  });

  it('may give residencies and attributes as intervals instead', () => {
    expect(
      wrongWith({
        residencies: [{ status: 'emigrated', from: '2020-01-01', until: null, recorded: '2020-01-02' }, {}],
        attributes: [
          { name: 'packYears', value: 22, from: '2020-01-01', until: '2021-01-01', recorded: '2020-02-01' },
          { name: 'smoker', value: null },
        ],
      }),
    ).toEqual([]);
    expect(wrongWith({ residency: {}, residencies: [] })).not.toEqual([]);
  });

  it.each([null, [], 'r1', 5, undefined])('that is no object is refused: %j', (line) => {
    expect(wrong(line)).toContain('');
  });

  it.each([
    undefined,
    null,
    '',
    '1990-02-30',
    '2026-02-29',
    '1990-2-28',
    '1990-02-28T00:00:00',
    19900228,
    '0000-01-01',
    '2026-06-16',
  ])('without a possible birth date up to the as-of date is refused: %j', (birthDate) => {
    expect(wrong({ id: 'r1', birthDate })).toEqual(['birthDate']);
  });

  it.each(['2026-06-15', '2024-02-29', '1900-01-01'])('born %s is accepted', (birthDate) => {
    expect(wrong({ id: 'r1', birthDate })).toEqual([]);
  });

  it.each([undefined, null, '', 1])('with the id %j is refused', (id) => {
    expect(wrong({ id, birthDate: '1990-02-28' })).toEqual(['id']);
  });

  it('refuses every unknown key, names and numbers above all', () => {
    expect(wrongWith({ name: 'x', personnummer: 'x', sex: 'x', organ: [] })).toEqual([
      'name',
      'personnummer',
      'sex',
      'organ',
    ]);
    expect(wrong(JSON.parse('{"id":"r1","birthDate":"1990-02-28","__proto__":{}}'))).toEqual(['__proto__']);
  });

  it.each(['organs', 'optOuts', 'events', 'residencies', 'manual'])(
    'refuses %s that is no list of objects',
    (key) => {
      expect(wrongWith({ [key]: {} })).toEqual([key]);
      expect(wrongWith({ [key]: 'x' })).toEqual([key]);
      expect(wrongWith({ [key]: [null] })).toContain(`${key}[0]`);
      expect(wrongWith({ [key]: ['x'] })).toContain(`${key}[0]`);
    },
  );

  it('says everything that is wrong with it at once', () => {
    const line = {
      birthDate: '1990-02-30',
      residency: { status: 'dead', areaType: 9 },
      organs: [{ organ: 'cervix', state: 'present', source: 'self', effective: '2024-13-01' }],
      events: [{ programme: 'cervical', type: 'test', date: '2024-01-01' }, { type: 'tset' }],
      attributes: { packYears: [] },
      x: 1,
    };
    expect(wrong(line).sort((a, b) => a.localeCompare(b))).toEqual([
      'attributes.packYears',
      'birthDate',
      'events[1].type',
      'id',
      'organs[0].effective',
      'residency.areaType',
      'residency.status',
      'x',
    ]);
  });
});

describe('a residency', () => {
  it.each<[string, object]>([
    ['status', { status: 'dead' }],
    ['since', { since: '2019-02-29' }],
    ['region', { region: 1 }],
    ['municipality', { municipality: 180 }],
    ['district', { district: 180 }],
    ['areaType', { areaType: '2' }],
    ['areaType', { areaType: 6 }],
    ['areaType', { areaType: 2.5 }],
    ['county', { county: '01' }],
  ])('with a bad %s is refused: %j', (path, parts) => {
    expect(wrongWith({ residency: parts })).toEqual([`residency.${path}`]);
    expect(wrongIn('residencies', { from: '2020-01-01', ...parts })).toEqual([path]);
  });

  it('has days only as one of several', () => {
    expect(wrongWith({ residency: { from: '2020-01-01' } })).toEqual(['residency.from']);
    expect(wrongIn('residencies', { from: '2020-02-30' })).toEqual(['from']);
    expect(wrongIn('residencies', { until: 2020 })).toEqual(['until']);
    expect(wrongIn('residencies', { recorded: 'yesterday' })).toEqual(['recorded']);
  });
});

describe('an organ statement', () => {
  const statement = { organ: 'cervix', state: 'present', source: 'self', effective: '2024-01-01' };

  it.each<[string, object]>([
    ['organ', { organ: 'uterus' }],
    ['organ', { organ: undefined }],
    ['state', { state: 'unknown' }],
    ['state', { state: undefined }],
    ['source', { source: 'register' }],
    ['source', { source: undefined }],
    ['effective', { effective: '2024-02-30' }],
    ['effective', { effective: undefined }],
    ['recorded', { recorded: 20240101 }],
    ['withdrawn', { withdrawn: true }],
    ['by', { by: 'x' }],
  ])('with a bad %s is refused: %j', (path, parts) => {
    expect(wrongIn('organs', { ...statement, ...parts })).toEqual([path]);
  });
});

describe('an opt-out', () => {
  const optOut = { programme: 'cervical', kind: 'permanent', from: '2025-01-01' };

  it.each<[string, object]>([
    ['programme', { programme: undefined }],
    ['programme', { programme: 5 }],
    ['kind', { kind: 'forever' }],
    ['from', { from: undefined }],
    ['from', { from: '2025-02-29' }],
    ['revoked', { revoked: 'yes' }],
    ['until', { until: '2027-01-01' }],
    ['until', { kind: 'episode', until: '2027-01-01' }],
    ['until', { kind: 'until' }],
    ['until', { kind: 'until', until: null }],
    ['until', { kind: 'until', until: '2027-02-29' }],
    ['reason', { reason: 'x' }],
  ])('with a bad %s is refused: %j', (path, parts) => {
    expect(wrongIn('optOuts', { ...optOut, ...parts })).toEqual([path]);
  });
});

describe('an event', () => {
  const programme = 'cervical';
  const date = '2025-01-01';

  it.each<[string, object]>([
    ['type', { programme, date }],
    ['type', { programme, type: 'visit' }],
    ['programme', { type: 'test', date }],
    ['programme', { programme: 5, type: 'test', date }],
    ['date', { programme, type: 'test' }],
    ['date', { programme, type: 'test', date: '2025-02-29' }],
    ['method', { programme, type: 'test', date, method: 5 }],
    ['result', { programme, type: 'test', date, result: ['x'] }],
    ['value', { programme, type: 'test', date, value: '0.9' }],
    ['list', { programme, type: 'test', date, list: 'x' }],
    ['until', { programme, type: 'test', date, until: date }],
    ['method', { programme, type: 'invitation', date, method: 'hpv' }],
    ['value', { programme, type: 'booking', date, value: 1 }],
    ['date', { type: 'enquiry' }],
    ['list', { programme, type: 'control-list', from: date }],
    ['list', { programme, type: 'control-list', from: date, list: 5 }],
    ['from', { programme, type: 'care' }],
    ['from', { programme, type: 'deferral', from: null }],
    ['until', { programme, type: 'episode', from: date, until: 'later' }],
    ['recorded', { programme, type: 'episode', from: date, recorded: 5 }],
  ])('with a bad %s is refused: %j', (path, event) => {
    expect(wrongIn('events', event)).toEqual([path]);
  });

  it('that happened has a date, one that lasts has days', () => {
    expect(wrongIn('events', { programme, type: 'test', from: date })).toEqual(['from', 'date']);
    expect(wrongIn('events', { programme, type: 'care', date })).toEqual(['date', 'from']);
  });
});

describe('attributes', () => {
  it.each<[string, unknown]>([
    ['attributes', 'x'],
    ['attributes', 5],
    ['attributes.a', { a: [1] }],
    ['attributes.a', { a: {} }],
    ['attributes[0].name', [{ value: 1 }]],
    ['attributes[0].name', [{ name: 5, value: 1 }]],
    ['attributes[0].value', [{ name: 'a', value: [] }]],
    ['attributes[0].from', [{ name: 'a', value: 1, from: '2025-02-29' }]],
    ['attributes[0].unit', [{ name: 'a', value: 1, unit: 'x' }]],
  ])('with a bad %s are refused: %j', (path, attributes) => {
    expect(wrongWith({ attributes })).toEqual([path]);
  });

  it('take the names of built-in properties for names', () => {
    expect(wrongWith({ attributes: JSON.parse('{"__proto__":1,"constructor":2}') as object })).toEqual([]);
  });
});

describe('a manual route', () => {
  const route = { programme: 'cervical', kind: 'hold', from: '2026-01-01', code: 'clinic-request' };

  it.each<[string, object]>([
    ['programme', { programme: undefined }],
    ['kind', { kind: 'invite' }],
    ['from', { from: undefined }],
    ['from', { from: '2026-02-29' }],
    ['until', { until: 5 }],
    ['code', { code: undefined }],
    ['code', { code: 5 }],
    ['reason', { reason: 'x' }],
  ])('with a bad %s is refused: %j', (path, parts) => {
    expect(wrongIn('manual', { ...route, ...parts })).toEqual([path]);
  });
});
