import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  decide,
  lint,
  parseDefinitionText,
  parseResident,
  type Decision,
  type Definition,
} from '@kallelse/eligibility';
import { plainDate, toDay } from '@kallelse/kernel';
import { definitionsFolder } from './infra/shipped-definitions';

const TODAY = '2026-11-24';

function definition(programme: string): Definition {
  const parsed = parseDefinitionText(readFileSync(join(definitionsFolder(), `${programme}.yaml`), 'utf8'));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.value;
}

const registered = {
  status: 'registered',
  region: '01',
  municipality: '0180',
  district: '0180R001',
  areaType: 2,
};

function decision(programme: string, facts: object, asOf = TODAY): Decision {
  const line = { id: 'r', birthDate: '1980-05-05', residency: registered, ...facts };
  const resident = parseResident(line, toDay(plainDate(asOf)));
  if (!resident.ok) throw new Error(JSON.stringify(resident.issues));
  return decide(resident.value, definition(programme), plainDate(asOf));
}

const brief = (programme: string, facts: object, asOf?: string) => {
  const { status, reasons, dueOn } = decision(programme, facts, asOf);
  return [status, reasons.map(({ code }) => code).join(' '), dueOn ?? ''].join(' ').trim();
};

const organ = (name: string, state = 'present', source = 'presumed') => ({
  organs: [{ organ: name, state, source, effective: '1980-05-05' }],
});
const test = (programme: string, date: string, method: string, result: string, value?: number) => ({
  programme,
  type: 'test',
  date,
  method,
  result,
  ...(value === undefined ? {} : { value }),
});

describe('cervical', () => {
  const has = organ('cervix');
  const hpv = (date: string, result = 'negative') => ({ events: [test('cervical', date, 'hpv', result)] });

  it('calls at once who never had an HPV test, cytology alone included', () => {
    expect(brief('cervical', has)).toBe('invite');
    expect(
      brief('cervical', { ...has, events: [test('cervical', '2025-01-01', 'cytology', 'negative')] }),
    ).toBe('invite');
  });

  it('calls five years after a test before 50, seven years after one from 50 on', () => {
    expect(brief('cervical', { ...has, ...hpv('2022-05-12') })).toBe('hold not-due 2027-05-12');
    expect(brief('cervical', { ...has, birthDate: '1972-05-13', ...hpv('2022-05-12') })).toBe(
      'hold not-due 2027-05-12',
    );
    expect(brief('cervical', { ...has, birthDate: '1972-05-12', ...hpv('2022-05-12') })).toBe(
      'hold not-due 2029-05-12',
    );
    expect(brief('cervical', { ...has, ...hpv('2021-11-24') })).toBe('invite  2026-11-24');
  });

  it('calls whoever did not come again after a year', () => {
    const invited = { programme: 'cervical', type: 'invitation', date: '2026-03-01' };
    expect(brief('cervical', { ...has, events: [invited] })).toBe('hold not-due 2027-03-01');
    expect(brief('cervical', { ...has, events: [{ ...invited, date: '2025-11-24' }] })).toBe(
      'invite  2026-11-24',
    );
  });

  it('lets the control list override age and interval', () => {
    const list = { programme: 'cervical', type: 'control-list', list: 'hpv-high', from: '2025-01-01' };
    const tested = test('cervical', '2025-01-10', 'hpv', 'positive');
    expect(brief('cervical', { ...has, events: [list, tested] })).toBe('invite  2026-07-10');
    expect(brief('cervical', { ...has, birthDate: '1952-01-01', events: [list, tested] })).toBe(
      'invite  2026-07-10',
    );
    expect(decision('cervical', { ...has, birthDate: '1952-01-01', events: [tested] }).status).toBe(
      'not-eligible',
    );
  });

  it('asks about an unknown organ and never calls without one, whoever somebody is in the register', () => {
    expect(brief('cervical', {})).toBe('enquire organ.cervix');
    expect(brief('cervical', organ('cervix', 'absent', 'clinic'))).toBe('not-eligible organ.cervix');
  });

  it('begins on the 23rd birthday and ends the day before the 71st', () => {
    expect(brief('cervical', { ...has, birthDate: '2003-11-24' })).toBe('invite');
    expect(decision('cervical', { ...has, birthDate: '2003-11-25' }).status).toBe('not-eligible');
    expect(brief('cervical', { ...has, birthDate: '1955-11-25' })).toBe('invite');
    expect(decision('cervical', { ...has, birthDate: '1955-11-24' }).status).toBe('not-eligible');
  });
});

describe('breast', () => {
  it('calls every 24 months from 40 to 74, and again 24 months after an invitation not taken up', () => {
    const has = organ('breast');
    expect(brief('breast', has)).toBe('invite');
    expect(
      brief('breast', { ...has, events: [test('breast', '2025-01-31', 'mammography', 'negative')] }),
    ).toBe('hold not-due 2027-01-31');
    expect(
      brief('breast', { ...has, events: [{ programme: 'breast', type: 'invitation', date: '2025-01-31' }] }),
    ).toBe('hold not-due 2027-01-31');
    expect(decision('breast', { ...has, birthDate: '1986-11-25' }).status).toBe('not-eligible');
  });
});

describe('colorectal', () => {
  it('offers in the calendar year of an even age, to everyone not recorded to lack the organ', () => {
    expect(brief('colorectal', { birthDate: '1966-12-31' })).toBe('invite  2026-01-01');
    expect(brief('colorectal', { birthDate: '1965-06-01' })).toBe('hold not-due 2027-01-01');
    expect(brief('colorectal', { birthDate: '1966-12-31', ...organ('colorectum', 'absent', 'self') })).toBe(
      'not-eligible organ-absent',
    );
    expect(brief('colorectal', { birthDate: '1951-06-01' })).toBe('not-eligible ageThisYear');
  });

  it('offers again at the next even age after a test or an offer', () => {
    const events = [test('colorectal', '2026-03-01', 'fit', 'negative')];
    expect(brief('colorectal', { birthDate: '1966-12-31', events })).toBe('hold not-due 2028-01-01');
  });
});

describe('organised prostate testing', () => {
  const has = organ('prostate');
  const psa = (value: number, date = '2025-06-01') => ({
    ...has,
    birthDate: '1974-02-02',
    events: [test('opt', date, 'psa', 'normal', value)],
  });

  it('offers in the year of the 50th birthday, and to birth years phased in by region', () => {
    expect(brief('opt', { ...has, birthDate: '1976-12-31' })).toBe('invite');
    expect(brief('opt', { ...has, birthDate: '1974-02-02' })).toBe('invite');
    expect(
      brief('opt', { ...has, birthDate: '1974-02-02', residency: { ...registered, region: '12' } }),
    ).toBe('hold not-phased-in');
    expect(brief('opt', { ...has, birthDate: '1977-01-01' })).toBe('not-eligible ageThisYear');
  });

  it('waits six or two years by PSA, and leaves a raised value to diagnostics', () => {
    expect(brief('opt', psa(0.9))).toBe('hold not-due 2031-06-01');
    expect(brief('opt', psa(1))).toBe('hold not-due 2027-06-01');
    expect(brief('opt', psa(2.9))).toBe('hold not-due 2027-06-01');
    expect(brief('opt', psa(3))).toBe('hold psa-raised never');
  });
});

describe('every programme', () => {
  const all = ['cervical', 'breast', 'colorectal', 'opt'];

  it.each(all)('%s names no legal sex and leaves out who has opted out, moved away or died', (programme) => {
    expect(readFileSync(join(definitionsFolder(), `${programme}.yaml`), 'utf8')).not.toMatch(
      /\bsex\b|gender|female|\bmale\b|kvinn|\bman\b/i,
    );
    const everything = {
      birthDate: '1966-02-02',
      organs: ['cervix', 'breast', 'prostate'].flatMap((name) => organ(name).organs),
    };
    const optOuts = [{ programme, kind: 'permanent', from: '2020-01-01' }];
    expect(decision(programme, { ...everything, optOuts }).reasons.map(({ code }) => code)).toEqual([
      'opted-out',
    ]);
    for (const status of ['emigrated', 'deceased', 'missing', 'deregistered']) {
      expect(decision(programme, { ...everything, residency: { ...registered, status } }).status).toBe(
        'not-eligible',
      );
    }
  });
});

describe('the shipped definitions', () => {
  it.each(['cervical', 'breast', 'colorectal', 'opt'])('%s gives no warning', (programme) => {
    expect(lint(definition(programme), toDay(plainDate(TODAY)))).toEqual([]);
  });
});
