import { participationTable } from './participation-table';

const district = (code: string | null, participated: number, invited: number) => ({
  district: code,
  name: code,
  areaType: 2,
  invited,
  participated,
});

describe('the participation table', () => {
  it('gives rate and interval, and the total as sum of numerators over sum of denominators', () => {
    const table = participationTable([district('0180R001', 60, 100), district('0180R002', 10, 300)]);
    expect(table.map(({ kind, invited, participated }) => [kind, invited, participated])).toEqual([
      ['district', 100, 60],
      ['district', 300, 10],
      ['total', 400, 70],
    ]);
    expect(table[2]?.rate).toBeCloseTo(0.175, 12);
    expect(table[0]?.lower).toBeCloseTo(0.502, 3);
  });

  it('shows no count of a suppressed row, and says that it is suppressed', () => {
    const table = participationTable([
      district('0180R001', 2, 100),
      district('0180R002', 40, 80),
      district(null, 50, 100),
    ]);
    expect(table[0]).toEqual({
      ...{ kind: 'district', district: '0180R001', name: '0180R001', areaType: 2 },
      ...{ invited: null, participated: null, rate: null, lower: null, upper: null, suppressed: true },
    });
    expect(table.map(({ suppressed }) => suppressed)).toEqual([true, true, false, false]);
    expect(table[2]?.kind).toBe('not-stated');
  });

  it('of nobody is a suppressed total, not a zero', () => {
    expect(participationTable([])).toMatchObject([{ kind: 'total', suppressed: true, rate: null }]);
  });
});
