import fc from 'fast-check';
import { participationTable, type DistrictParticipation } from './participation-table';

const district = (code: number, invited: number, participated: number): DistrictParticipation => ({
  ...{ district: `0180R${String(code).padStart(3, '0')}`, name: null, areaType: null, invited, participated },
});
const tables = fc
  .array(
    fc
      .integer({ min: 0, max: 40 })
      .chain((invited) => fc.tuple(fc.constant(invited), fc.integer({ min: 0, max: invited }))),
    { minLength: 1, maxLength: 8 },
  )
  .map((cells) => cells.map(([invited, participated], code) => district(code, invited, participated)));

/** The table with some people of one district in another, or undefined where that cannot be. */
function moved(
  table: readonly DistrictParticipation[],
  from: number,
  to: number,
  n: number,
): DistrictParticipation[] | undefined {
  const changed = table.map((one, i) => {
    const by = i === from ? -n : i === to ? n : 0;
    return { ...one, invited: one.invited + by, participated: one.participated + by };
  });
  return changed.some(({ participated }) => participated < 0) ? undefined : changed;
}

describe('what a published table hides', () => {
  it('cannot be worked out from what it shows: hidden rows share a remainder that is no small number', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const rows = participationTable(table);
        const total = rows.at(-1);
        const hidden = rows.slice(0, -1).filter(({ suppressed }) => suppressed);
        if (hidden.length === 0 || total?.suppressed !== false) return;
        const rest = (of: 'invited' | 'participated'): number =>
          rows.slice(0, -1).reduce((left, row) => left - (row[of] ?? 0), total[of] ?? 0);
        expect(hidden.length).toBeGreaterThan(1);
        expect(rest('participated')).toBeGreaterThanOrEqual(5);
        expect(rest('invited') - rest('participated')).toBeGreaterThanOrEqual(5);
      }),
      { seed: 20261126, numRuns: 500 },
    );
  });

  it('is the same for another table: participants of one hidden district could have lived in another', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const shown = JSON.stringify(participationTable(table));
        const hidden = participationTable(table)
          .slice(0, -1)
          .flatMap(({ suppressed }, i) => (suppressed ? [i] : []));
        if (hidden.length < 2) return;
        const others = hidden.flatMap((from) =>
          hidden.flatMap((to) => (from === to ? [] : [1, 2, 3].map((n) => moved(table, from, to, n)))),
        );
        const same = others.filter((other) => other && JSON.stringify(participationTable(other)) === shown);
        if (table.some(({ participated }, i) => hidden.includes(i) && participated > 0))
          expect(same.length).toBeGreaterThan(0);
      }),
      { seed: 20261126, numRuns: 500 },
    );
  });

  it('holds no count, rate or bound in a hidden row', () => {
    fc.assert(
      fc.property(tables, (table) => {
        for (const { suppressed, invited, participated, rate, lower, upper } of participationTable(table))
          if (suppressed) expect([invited, participated, rate, lower, upper]).toEqual(Array(5).fill(null));
      }),
      { seed: 20261126 },
    );
  });
});
