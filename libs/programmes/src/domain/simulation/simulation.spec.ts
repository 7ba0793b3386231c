import { compareResults } from './compare-results';
import { changeOf, STATUSES, type SimulationResult } from './simulation';

const RESULT: SimulationResult = {
  asOf: '2026-06-15' as SimulationResult['asOf'],
  population: 5,
  decisions: { draft: { invite: 2, hold: 3 }, base: { invite: 9 } },
  changes: {},
  changeShare: null,
  transitions: [],
  reasons: [{ status: 'hold', kind: 'hold', code: 'deferred', path: 'holds[0]', draft: 3, base: 0 }],
  municipalities: [],
  districts: [{ value: null, residents: 5, draft: { invite: 2, hold: 3 }, base: {}, changes: {} }],
  areaTypes: [],
  birthYears: [],
  dueMonths: [{ month: '2026-07', draft: 1, base: 4 }],
  lints: [],
};

describe('a change', () => {
  it('is named for every pair of different statuses, and for none of equal ones', () => {
    const named = STATUSES.flatMap((from) =>
      STATUSES.map((to) => `${from} ${to}: ${changeOf(from, to) ?? '-'}`),
    );
    expect(named.filter((line) => !line.endsWith('-'))).toEqual([
      'invite hold: to-hold',
      'invite enquire: leaving',
      'invite not-eligible: leaving',
      'hold invite: to-invite',
      'hold enquire: leaving',
      'hold not-eligible: leaving',
      'enquire invite: entering',
      'enquire hold: entering',
      'enquire not-eligible: no-longer-asked',
      'not-eligible invite: entering',
      'not-eligible hold: entering',
      'not-eligible enquire: to-enquire',
    ]);
  });
});

describe('two simulations', () => {
  it('that say the same differ in nothing, whatever they were compared with', () => {
    expect(compareResults(RESULT, { ...RESULT, decisions: { ...RESULT.decisions, base: {} } })).toEqual([]);
  });

  it('differ in figures that only one of them has', () => {
    const other: SimulationResult = {
      ...RESULT,
      decisions: { draft: { invite: 2, enquire: 3 }, base: {} },
      reasons: [],
      districts: [{ value: '0180R001', residents: 2, draft: { invite: 2 }, base: {}, changes: {} }],
      dueMonths: [],
    };
    expect(compareResults(RESULT, other)).toEqual([
      { of: 'decision', name: 'hold', a: 3, b: 0 },
      { of: 'decision', name: 'enquire', a: 0, b: 3 },
      { of: 'reason', name: 'hold deferred holds[0]', a: 3, b: 0 },
      { of: 'dueMonth', name: '2026-07', a: 1, b: 0 },
      { of: 'district', name: '- invite', a: 2, b: 0 },
      { of: 'district', name: '- hold', a: 3, b: 0 },
      { of: 'district', name: '0180R001 invite', a: 0, b: 2 },
    ]);
  });
});
