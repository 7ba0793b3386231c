import { plainDate } from '@kallelse/kernel';
import { PROGRAMMES } from './participation';
import { generateRegion } from './region';
import { CATCHMENT_COLUMNS, UNIT_COLUMNS } from './units';
import { DISTRICT_COLUMNS } from './geography';

const region = generateRegion({ asOf: plainDate('2026-09-01'), residents: 20_000 });
const districts = [...region.districts()];
const units = [...region.units()];
const catchments = [...region.catchments()];
const regso = districts.filter(({ level }) => level === 'regso');

describe('districts', () => {
  it('have the columns of the interface', () => {
    expect(DISTRICT_COLUMNS.join()).toBe(
      'code,vintage,level,name,parent,area_type,population,valid_from,valid_to',
    );
  });

  it('form a tree of region, municipalities and districts, parents first', () => {
    const seen = new Set(['']);
    for (const { code, parent } of districts) {
      expect(seen.has(parent)).toBe(true);
      expect(code.startsWith(parent)).toBe(true);
      seen.add(code);
    }
    expect(seen.size).toBe(districts.length + 1);
    expect(regso).toHaveLength(40);
    expect(regso[0]?.code).toBe('0180R001');
    expect(new Set(regso.map(({ name }) => name)).size).toBe(40);
  });

  it('have all area types and a population that adds up', () => {
    const count = (type: string): number => regso.filter(({ area_type: own }) => own === type).length;
    expect(['1', '2', '3', '4', '5'].map(count)).toEqual([2, 4, 10, 16, 8]);
    const sum = (level: string): number =>
      districts
        .filter((row) => row.level === level)
        .reduce((total, { population }) => total + Number(population), 0);
    expect([sum('region'), sum('municipality'), sum('regso')]).toEqual([20_000, 20_000, 20_000]);
  });

  it.each([1, 3, 400, 2_000])('can be %i', (count) => {
    const many = generateRegion({
      asOf: plainDate('2026-09-01'),
      residents: 1_000,
      districts: count,
      region: '14',
    });
    const codes = [...many.districts()].filter(({ level }) => level === 'regso').map(({ code }) => code);
    expect(new Set(codes).size).toBe(count);
    expect(codes.every((code) => /^14\d\dR\d{3}$/.test(code))).toBe(true);
    expect([...many.catchments()]).toHaveLength(count * PROGRAMMES.length);
  });

  it('are where the residents live', () => {
    const codes = new Set(regso.map(({ code }) => code));
    const lived = [...region.residents()].map(({ district }) => district);
    expect(new Set(lived.filter((code) => codes.has(code))).size).toBe(40);
    const unknown = lived.filter((code) => code !== '' && !codes.has(code));
    expect(unknown.length).toBeGreaterThan(0);
    expect(unknown.length).toBe(region.manifest().residents.unknownDistrictRows);
  });
});

describe('units', () => {
  it('have the columns of the interface', () => {
    expect(UNIT_COLUMNS.join()).toBe(
      'id,name,hsa_id,kind,region,visiting_address,postcode,city,phone,hours,return_address,programmes',
    );
    expect(CATCHMENT_COLUMNS.join()).toBe('programme,district,unit,from,until');
    for (const unit of units) expect(Object.values(unit).every((value) => value !== '')).toBe(true);
  });

  it('are one office, clinics, mammography units and laboratories, with numbers and ids of nobody', () => {
    const kinds = units.map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['office', 'clinic', 'mammography', 'laboratory']));
    expect(kinds.filter((kind) => kind === 'office')).toHaveLength(1);
    for (const { hsa_id: hsaId, phone } of units) {
      expect(hsaId).toMatch(/^SE0000000000-\d{4}$/);
      expect(phone).toMatch(/^(08-465 004 \d\d|031-390 06 \d\d|040-628 04 \d\d|0980-319 2\d\d)$/);
    }
    expect(new Set(units.map(({ id }) => id)).size).toBe(units.length);
    expect(new Set(units.map(({ phone }) => phone)).size).toBe(units.length);
  });

  it('serve every district in every programme, each with what they offer', () => {
    const offers = new Map(units.map(({ id, programmes }) => [id, programmes.split(' ')]));
    const pairs = new Set<string>();
    for (const { programme, district, unit } of catchments) {
      expect(offers.get(unit)).toContain(programme);
      pairs.add(`${programme}/${district}`);
    }
    expect(pairs.size).toBe(catchments.length);
    expect(pairs.size).toBe(regso.length * PROGRAMMES.length);
  });
});
