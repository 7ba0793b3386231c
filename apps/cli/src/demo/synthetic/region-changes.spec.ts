import { addMonths, isPlainDate, plainDate, toDay } from '@kallelse/kernel';
import Personnummer from 'personnummer';
import { generateRegion } from './region';
import { RESIDENT_COLUMNS, type ResidentRow } from './resident-row';

const AS_OF = plainDate('2026-09-01');
const ON = plainDate('2026-09-29');
const region = generateRegion({ asOf: AS_OF, residents: 20_000, changesOn: ON });
const manifest = region.manifest();
const extract = new Map([...region.residents()].map((row) => [row.identity, row]));
const replaced = new Set([...region.residents()].map(({ replaces }) => replaces));
const rows: readonly ResidentRow[] = [...region.changes()];
const arrived = rows.filter(({ identity, replaces }) => !extract.has(identity) && replaces === '');
const known = rows.filter(({ identity }) => extract.has(identity));
const renumbered = rows.filter(({ replaces }) => replaces !== '');

describe('the change file', () => {
  it('holds every kind of change', () => {
    expect(Object.keys(manifest.changes?.kind ?? {})).toEqual([
      'arrived',
      'death-reversed',
      'deceased',
      'emigrated',
      'left-region',
      'legal-sex-changed',
      'moved',
      'outdated',
      'protection-added',
      'protection-removed',
      'registered',
      'renamed',
      'returned',
    ]);
  });

  it('has the columns of the extract', () => {
    const columns = [...RESIDENT_COLUMNS].sort();
    for (const row of rows) expect(Object.keys(row).sort()).toEqual(columns);
  });

  it('adds up: arrivals, known residents, new numbers of known residents', () => {
    expect(arrived.length + known.length + renumbered.length).toBe(rows.length);
    expect(manifest.changes?.rows).toBe(rows.length);
    expect(arrived).toHaveLength(100);
  });

  it('replaces present numbers by ones that nobody has had', () => {
    expect(renumbered.length).toBeGreaterThan(5);
    const numbers = new Set<string>();
    for (const { identity, replaces, identity_type: type } of renumbered) {
      expect(extract.has(replaces) && !replaced.has(replaces)).toBe(true);
      expect(extract.has(identity)).toBe(false);
      expect(Personnummer.valid(identity) && /^\d{8}9[89]/.test(identity)).toBe(true);
      expect(type).toBe('personnummer');
      numbers.add(identity);
    }
    expect(numbers.size).toBe(renumbered.length);
  });

  it('gives numbers that nobody has where birth dates are crowded, too', () => {
    const crowded = generateRegion({ asOf: AS_OF, residents: 60_000, changesOn: ON });
    const taken = new Set<string>();
    for (const { identity, former } of crowded.people()) {
      taken.add(identity.value);
      if (former !== undefined) taken.add(former.identity.value);
    }
    const given = [...crowded.changes()]
      .filter(({ identity, replaces }) => replaces !== '' || !taken.has(identity))
      .map(({ identity }) => identity);
    expect(given.length).toBeGreaterThan(310);
    expect(given.filter((identity) => taken.has(identity))).toEqual([]);
    expect(new Set(given).size).toBe(given.length);
  });

  it('is recorded between the extract and its own date, but for outdated rows', () => {
    let outdated = 0;
    for (const { recorded, identity } of rows) {
      expect(isPlainDate(recorded) && recorded <= ON).toBe(true);
      if (recorded > AS_OF) continue;
      outdated++;
      expect(recorded < (extract.get(identity)?.recorded ?? '')).toBe(true);
    }
    expect(outdated).toBe(manifest.changes?.kind['outdated']);
  });

  it('leaves cells empty in change rows, and gives whole records where an address changes', () => {
    const partial = rows.filter(({ event }) => event === 'change');
    for (const row of partial) expect(row.address1 + row.address2 + row.postcode + row.city).toBe('');
    const moved = known.filter(({ event, identity, address2, district }) => {
      const before = extract.get(identity);
      return event === 'full' && (before?.address2 !== address2 || before.district !== district);
    });
    expect(moved.length).toBeGreaterThan(150);
  });

  it('takes the address away where protection is added in full', () => {
    const hidden = known.filter(({ protection }) => protection === 'protected');
    for (const row of hidden) expect(row.address2 + row.district + row.dwelling).toBe('');
    const added = known.filter(({ protection }) => protection === 'marked' || protection === 'protected');
    expect(added.length).toBeGreaterThan(0);
  });

  it('brings people about to reach the age of a first invitation', () => {
    const turningSoon = (years: number): ResidentRow[] =>
      arrived.filter(({ birth_date: birth }) => {
        const birthday = addMonths(toDay(plainDate(birth)), 12 * years);
        return birthday > toDay(AS_OF) && birthday <= toDay(AS_OF) + 60;
      });
    for (const years of [23, 40, 50, 60]) expect(turningSoon(years).length).toBeGreaterThan(5);
    expect(new Set(arrived.map(({ identity }) => identity)).size).toBe(arrived.length);
  });

  it('is announced by a few events that must wait for it', () => {
    const waiting = [...region.events()].filter(({ identity }) => !extract.has(identity));
    expect(waiting.length).toBeGreaterThan(0);
    expect(waiting).toHaveLength(manifest.events.parked);
    const newcomers = new Set(arrived.map(({ identity }) => identity));
    expect(waiting.every(({ identity }) => newcomers.has(identity))).toBe(true);
  });

  it('leaves extract and events as they are without it, but for what waits', () => {
    const without = generateRegion({ asOf: AS_OF, residents: 20_000 });
    expect([...without.changes()]).toEqual([]);
    expect(without.manifest().residents).toEqual(manifest.residents);
    expect(without.manifest().changes).toBeNull();
    expect(without.manifest().events.parked).toBe(0);
  });
});
