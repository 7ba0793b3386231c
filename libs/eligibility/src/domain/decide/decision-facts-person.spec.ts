import { truth, type Dates } from '../../../spec/decided';

type Given = Dates & { readonly definition?: object };

const is = (fact: string, value: unknown, resident: object, given: Given = {}) =>
  truth({ fact, is: value }, resident, given);
const known = (fact: string, resident: object, given: Given = {}) =>
  truth({ fact, known: true }, resident, given);

describe('age', () => {
  // [setting, birth date, as-of, age]
  it.each([
    ['mar-1', '2000-06-15', '2026-06-14', 25],
    ['mar-1', '2000-06-15', '2026-06-15', 26],
    ['mar-1', '1996-02-29', '2026-02-28', 29],
    ['mar-1', '1996-02-29', '2026-03-01', 30],
    ['mar-1', '1996-02-29', '2024-02-28', 27],
    ['mar-1', '1996-02-29', '2024-02-29', 28],
    ['mar-1', '1996-02-28', '2024-02-29', 28],
    ['mar-1', '1996-03-01', '2024-02-29', 27],
    ['feb-28', '1996-02-29', '2026-02-27', 29],
    ['feb-28', '1996-02-29', '2026-02-28', 30],
    ['feb-28', '1996-02-29', '2024-02-28', 27],
    ['feb-28', '1996-02-29', '2024-02-29', 28],
    ['feb-28', '2000-06-15', '2026-06-14', 25],
    ['mar-1', '2026-06-15', '2026-06-15', 0],
    ['mar-1', '1900-01-01', '2026-06-15', 126],
  ])('under %s, born %s, on %s is %i', (leapDayBirthday, birthDate, asOf, age) => {
    expect(is('age', age, { birthDate }, { asOf, definition: { leapDayBirthday } })).toBe(true);
  });

  it('under the default completes a year of 29 February on 1 March', () => {
    expect(is('age', 29, { birthDate: '1996-02-29' }, { asOf: '2026-02-28' })).toBe(true);
  });

  // greatest N with birth date ≤ as-of − N months, clamped; the leap-day setting does not touch it
  it.each([
    ['2026-01-31', '2026-02-28', 0],
    ['2026-01-31', '2026-03-01', 1],
    ['2026-01-31', '2026-03-31', 2],
    ['2026-02-28', '2026-03-28', 1],
    ['2024-02-29', '2025-02-28', 11],
    ['2024-02-29', '2025-03-01', 12],
    ['2026-06-15', '2026-06-15', 0],
    ['2026-05-15', '2026-06-14', 0],
  ])('in months, born %s, on %s is %i under both settings', (birthDate, asOf, months) => {
    for (const leapDayBirthday of ['mar-1', 'feb-28']) {
      expect(is('ageMonths', months, { birthDate }, { asOf, definition: { leapDayBirthday } })).toBe(true);
    }
  });

  it('this year is the as-of year less the birth year, on any day of it', () => {
    for (const asOf of ['2026-01-01', '2026-12-31']) {
      expect(is('ageThisYear', 46, { birthDate: '1980-12-31' }, { asOf })).toBe(true);
    }
  });

  it('comes with the birth year and date', () => {
    expect(is('birthYear', 1996, { birthDate: '1996-02-29' })).toBe(true);
    expect(is('birthDate', '1996-02-29', { birthDate: '1996-02-29' })).toBe(true);
  });
});

describe('residency', () => {
  const facts = ['residency.status', 'residency.since', 'region', 'municipality', 'district', 'areaType'];
  const full = {
    status: 'registered',
    since: '2019-05-01',
    region: '01',
    municipality: '0180',
    district: '0180R001',
    areaType: 2,
  };
  const unknownFacts = (resident: object, given: Given = {}) =>
    facts.filter((fact) => known(fact, resident, given) === false);

  it('is as given, and unknown where not given or empty', () => {
    expect(unknownFacts({ residency: full })).toEqual([]);
    expect(is('residency.since', '2019-05-01', { residency: full })).toBe(true);
    expect(is('areaType', 2, { residency: full })).toBe(true);
    expect(unknownFacts({})).toEqual(facts);
    expect(unknownFacts({ residency: {} })).toEqual(facts);
    expect(unknownFacts({ residency: { ...full, region: '', district: '' } })).toEqual([
      'region',
      'district',
    ]);
  });

  it('alone counts on every date, also before its since', () => {
    expect(unknownFacts({ residency: full }, { asOf: '2010-01-01' })).toEqual([]);
    expect(unknownFacts({ residency: full }, { knownAt: '1990-01-01' })).toEqual([]);
  });

  const residencies = [
    { region: '01', from: '2020-01-01', until: '2024-12-31' },
    { region: '12', from: '2025-02-01', until: '2026-06-15' },
  ];

  it.each([
    ['2019-12-31', undefined],
    ['2020-01-01', '01'],
    ['2024-12-31', '01'],
    ['2025-01-15', undefined],
    ['2025-02-01', '12'],
    ['2026-06-15', '12'],
    ['2026-06-16', undefined],
  ])('of several entries, the one covering %s counts: %s', (asOf, region) => {
    expect(known('region', { residencies }, { asOf })).toBe(region !== undefined);
    expect(is('region', '01', { residencies }, { asOf })).toBe(
      region === undefined ? 'unknown' : region === '01',
    );
  });

  it('takes nothing from an entry that does not count', () => {
    const entries = [
      { ...full, from: '2020-01-01', until: '2025-12-31' },
      { status: 'registered', from: '2026-01-01' },
    ];
    expect(unknownFacts({ residencies: entries })).toEqual(facts.slice(1));
    expect(unknownFacts({ residencies: [] })).toEqual(facts);
  });

  it('ignores, with known-at, an entry recorded later', () => {
    const entries = [
      { region: '01', from: '2020-01-01' },
      { region: '12', from: '2025-01-01', recorded: '2026-02-01' },
    ];
    expect(is('region', '12', { residencies: entries })).toBe(true);
    expect(is('region', '01', { residencies: entries }, { knownAt: '2026-01-31' })).toBe(true);
    expect(is('region', '12', { residencies: entries }, { knownAt: '2026-02-01' })).toBe(true);
  });
});

describe('an organ', () => {
  const said = (state: string, source: string, effective: string, more: object = {}): object => ({
    organ: 'cervix',
    state,
    source,
    effective,
    ...more,
  });
  const state = (organs: readonly object[], given: Given = {}): string | undefined => {
    const fits = (value: string) => is('organ.cervix', value, { organs }, given) === true;
    return ['present', 'absent'].find(fits);
  };
  const present = (source: string, effective: string, more: object = {}) =>
    said('present', source, effective, more);
  const absent = (source: string, effective: string, more: object = {}) =>
    said('absent', source, effective, more);

  it('is unknown without a statement, with its basis', () => {
    expect(known('organ.cervix', {})).toBe(false);
    expect(known('organ.cervix.basis', { organs: [] })).toBe(false);
    expect(known('organ.breast', { organs: [present('self', '2024-01-01')] })).toBe(false);
  });

  it('has the state and the source of the statement that counts', () => {
    const organs = [absent('presumed', '2025-01-01'), present('screening-event', '2020-01-01')];
    expect(state(organs)).toBe('present');
    expect(is('organ.cervix.basis', 'screening-event', { organs })).toBe(true);
  });

  it.each([
    ['clinic', 'screening-event'],
    ['self', 'screening-event'],
    ['screening-event', 'presumed'],
    ['clinic', 'presumed'],
    ['self', 'presumed'],
  ])('believes an older %s before a newer %s', (strong, weak) => {
    expect(state([present(strong, '2010-01-01'), absent(weak, '2026-01-01')])).toBe('present');
    expect(state([absent(weak, '2026-01-01'), present(strong, '2010-01-01')])).toBe('present');
  });

  it('takes clinic and self for equals: the latest effective, then the latest recorded, then the last given', () => {
    expect(state([present('self', '2024-01-02'), absent('clinic', '2024-01-01')])).toBe('present');
    expect(state([present('clinic', '2024-01-02'), absent('self', '2024-01-01')])).toBe('present');
    const noted = { recorded: '2024-01-05' };
    expect(state([present('self', '2024-01-01', noted), absent('clinic', '2024-01-01')])).toBe('present');
    expect(state([present('self', '2024-01-01'), absent('clinic', '2024-01-01')])).toBe('absent');
    expect(state([absent('clinic', '2024-01-01'), present('self', '2024-01-01')])).toBe('present');
    // absent = effective: recorded on the effective day is no later than not saying so
    expect(
      state([present('self', '2024-01-01', { recorded: '2024-01-01' }), absent('self', '2024-01-01')]),
    ).toBe('absent');
  });

  it('counts from its effective day until the day it is withdrawn, and then the earlier one again', () => {
    const organs = [
      present('self', '2020-01-01'),
      absent('clinic', '2026-06-15', { withdrawn: '2026-07-01' }),
    ];
    expect(state(organs, { asOf: '2026-06-14' })).toBe('present');
    expect(state(organs, { asOf: '2026-06-15' })).toBe('absent');
    expect(state(organs, { asOf: '2026-06-30' })).toBe('absent');
    expect(state(organs, { asOf: '2026-07-01' })).toBe('present');
    expect(state(organs.slice(0, 1), { asOf: '2019-12-31' })).toBeUndefined();
  });

  it('is known from when it was recorded, or else from its effective day', () => {
    const late = [present('self', '2024-01-01', { recorded: '2026-01-01' })];
    expect(state(late)).toBe('present');
    expect(state(late, { knownAt: '2025-12-31' })).toBeUndefined();
    expect(state(late, { knownAt: '2026-01-01' })).toBe('present');
    const silent = [present('self', '2024-01-01')];
    expect(state(silent, { knownAt: '2023-12-31' })).toBeUndefined();
    expect(state(silent, { knownAt: '2024-01-01' })).toBe('present');
  });
});

describe('an attribute', () => {
  const definition = {
    attributes: {
      years: { type: 'number' },
      visits: { type: 'integer' },
      smoker: { type: 'boolean' },
      riskDate: { type: 'date' },
      group: { type: 'code' },
    },
  };

  it.each([
    ['years', 22.5],
    ['years', 0],
    ['visits', 3],
    ['smoker', false],
    ['riskDate', '2024-02-29'],
    ['group', '01'],
  ])('%s is as given: %s', (name, value) => {
    const fact = `attribute.${name}`;
    expect(is(fact, value, { attributes: { [name]: value } }, { definition })).toBe(true);
    expect(is(fact, value, { attributes: [{ name, value }] }, { definition })).toBe(true);
  });

  it.each([
    ['years', undefined],
    ['years', null],
    ['group', ''],
    ['riskDate', '2026-02-29'],
    ['visits', 2.5],
    ['years', '22'],
    ['smoker', 1],
    ['group', 1],
  ])('%s is unknown when absent, empty or not of its type: %s', (name, value) => {
    const attributes = value === undefined ? {} : { [name]: value };
    expect(known(`attribute.${name}`, { attributes }, { definition })).toBe(false);
  });

  it('counts from its first to its last day, and once it was recorded', () => {
    const attributes = [
      { name: 'years', value: 1, from: '2026-06-15', until: '2026-06-20' },
      { name: 'years', value: 2, from: '2026-07-01', recorded: '2026-07-10' },
      { name: 'visits', value: 9 },
    ];
    const years = (asOf: string, knownAt?: string) =>
      [1, 2].find(
        (value) =>
          is(
            'attribute.years',
            value,
            { attributes },
            { definition, asOf, ...(knownAt ? { knownAt } : {}) },
          ) === true,
      );
    expect(['2026-06-14', '2026-06-15', '2026-06-20', '2026-06-21'].map((asOf) => years(asOf))).toEqual([
      undefined,
      1,
      1,
      undefined,
    ]);
    expect(years('2026-07-01')).toBe(2);
    expect(years('2026-07-20', '2026-07-09')).toBeUndefined();
    expect(years('2026-07-20', '2026-07-10')).toBe(2);
    expect(is('attribute.visits', 9, { attributes }, { definition, knownAt: '1990-01-01' })).toBe(true);
  });
});
