import { plainDate, toDay } from '@kallelse/kernel';
import { decide } from './decide/decide';
import { parseDefinition } from './definition/parse-definition';
import { gateOf } from './gate';
import { parseResident } from './residents/parse-resident';

const AS_OF = plainDate('2026-06-15');

function gate(eligibility: object, facts: object): [string, string] {
  const parsed = parseDefinition({
    programme: 'cervical',
    version: '1',
    eligibility,
    exclusions: [{ code: 'no-colon', when: { fact: 'organ.colorectum', is: 'absent' } }],
    schedule: { next: [{ after: 'P5Y' }], phaseIn: [{ year: 2030, birthYears: [1900] }] },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  const line = { id: 'r', birthDate: '1990-01-01', residency: { status: 'registered' }, ...facts };
  const resident = parseResident(line, toDay(AS_OF));
  if (!resident.ok) throw new Error(JSON.stringify(resident.issues));
  const { status, reasons } = decide(resident.value, gateOf(parsed.value), AS_OF);
  return [status, reasons.map(({ code }) => code).join(' ')];
}

const organ = (name: string, state = 'present') => ({
  organs: [{ organ: name, state, source: 'clinic', effective: '2020-01-01' }],
});
const cervix = { fact: 'organ.cervix', is: 'present' };
const young = { fact: 'age', below: 10 };

describe('the send gate of a definition', () => {
  it('asks for the organ, not for age, schedule or phase-in again', () => {
    expect(gate({ all: [young, cervix] }, organ('cervix'))).toEqual(['invite', '']);
    expect(gate({ all: [young, cervix] }, organ('cervix', 'absent'))).toEqual([
      'not-eligible',
      'organ.cervix',
    ]);
    expect(gate({ all: [young, cervix] }, {})[0]).not.toBe('invite');
    expect(gate({ any: [young, cervix] }, {})).toEqual(['invite', '']);
    expect(gate({ not: { any: [{ not: young }, { not: cervix }] } }, organ('cervix', 'absent'))).toEqual([
      'not-eligible',
      'organ.cervix',
    ]);
    expect(gate(young, {})).toEqual(['invite', '']);
  });

  it('stops who is no longer registered, opted out, deferred, under care or blocked by hand', () => {
    const has = organ('cervix');
    const stopped = (facts: object): string => gate(cervix, { ...has, ...facts })[1];
    expect(stopped({ residency: { status: 'deceased' } })).toBe('residency.status');
    expect(stopped({ optOuts: [{ programme: 'cervical', kind: 'permanent', from: '2026-01-01' }] })).toBe(
      'opted-out',
    );
    expect(
      stopped({
        events: [{ programme: 'cervical', type: 'deferral', from: '2026-01-01', until: '2026-12-31' }],
      }),
    ).toBe('deferred');
    expect(stopped({ events: [{ programme: 'cervical', type: 'care', from: '2026-01-01' }] })).toBe(
      'under-care',
    );
    expect(
      stopped({ manual: [{ programme: 'cervical', kind: 'hold', from: '2026-01-01', code: 'by-clinic' }] }),
    ).toBe('by-clinic');
    expect(
      stopped({
        manual: [{ programme: 'cervical', kind: 'exclude', from: '2026-01-01', code: 'by-clinic' }],
      }),
    ).toBe('by-clinic');
  });

  it('keeps the exclusions of the version the round began under', () => {
    const both = { organs: [...organ('cervix').organs, ...organ('colorectum', 'absent').organs] };
    expect(gate(cervix, both)).toEqual(['not-eligible', 'no-colon']);
  });
});
