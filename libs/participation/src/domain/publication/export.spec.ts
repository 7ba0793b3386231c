import { INDICATORS } from './indicators';
import { measureReport, tableCsv, type ExportedTable } from './export';
import { publishedCell } from './published';
import { parsePeriod, periodOf, periodsBetween } from './period';
import { plainDate } from '@kallelse/kernel';
import type { CountedCell } from './table-cells';

const [indicator = INDICATORS[0]] = INDICATORS;

function cell(over: Partial<CountedCell>): CountedCell {
  const nothing = { area: null, parent: null, name: null, areaType: null, category: null } as const;
  return { level: 'all', dimension: 'total', ...nothing, numerator: 50, denominator: 100, ...over };
}

function exported(): ExportedTable {
  if (!indicator) throw new Error('there is no indicator');
  return {
    head: { programme: 'cervical', period: '2026H1', publishedAt: new Date('2026-10-01T08:00:00Z') },
    snapshot: 'cervical/participation-3/2026H1/m1/0123456789abcdef',
    indicator,
    dimension: 'total',
    cells: [
      publishedCell(cell({}), false),
      publishedCell(cell({ level: 'regso', area: '0180R001', name: '=1+1', numerator: 3 }), true),
    ],
  };
}

describe('a table as CSV', () => {
  it('says what it is, and of a suppressed row neither zero nor a number', () => {
    const lines = tableCsv(exported()).split('\n');
    expect(lines.filter((line) => line.startsWith('# '))).toHaveLength(13);
    expect(lines).toContain('# snapshot: cervical/participation-3/2026H1/m1/0123456789abcdef');
    expect(lines).toContain('all,,,,total,,50,100,0.5,0.403832,0.596168,');
    expect(lines).toContain("regso,0180R001,'=1+1,,total,,,,,,,suppressed");
  });

  it('has a decimal comma where a Swedish spreadsheet reads it', () =>
    expect(tableCsv(exported(), true)).toContain('all;;;;total;;50;100;0,5;0,403832;0,596168;\n'));
});

describe('a table as a FHIR MeasureReport', () => {
  it('masks what is suppressed, with a reason in place of its counts', () => {
    const report = JSON.parse(
      JSON.stringify(measureReport(exported(), { first: '2026-01-01', last: '2026-06-30' })),
    ) as {
      resourceType: string;
      group: { population: { count: number }[]; stratifier: { stratum: Record<string, unknown>[] }[] }[];
    };
    expect(report.resourceType).toBe('MeasureReport');
    const [group] = report.group;
    expect(group?.population.map(({ count }) => count)).toEqual([50, 100]);
    const [stratum] = group?.stratifier[0]?.stratum ?? [];
    expect(JSON.stringify(stratum)).toContain('"valueCode":"masked"');
    expect(JSON.stringify(stratum)).not.toMatch(/"count"|:3\b/);
  });
});

describe('a period', () => {
  it('is half a calendar year', () => {
    expect(periodOf(plainDate('2026-06-30'))).toEqual({
      name: '2026H1',
      first: '2026-01-01',
      last: '2026-06-30',
    });
    expect(periodOf(plainDate('2026-07-01')).name).toBe('2026H2');
    expect(periodsBetween(plainDate('2025-12-31'), plainDate('2026-07-01')).map(({ name }) => name)).toEqual([
      ...['2025H2', '2026H1', '2026H2'],
    ]);
    expect(parsePeriod('2026h2').last).toBe('2026-12-31');
    expect(() => parsePeriod('2026')).toThrow('half a calendar year');
  });
});
