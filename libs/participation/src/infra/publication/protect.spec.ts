import fc from 'fast-check';
import { feasibleRanges } from '@kallelse/statistics';
import { exposureOf, linesOf, type Attacked } from '../../domain/publication/attack';
import { OutOfTime, protect, type Solvers } from '../../domain/publication/protect';
import { boundsOf, secretsOf, SMALLEST_TOLD } from '../../domain/publication/secrets';
import { tableSystem, type CountedCell, type TableSystem } from '../../domain/publication/table-cells';
import { highsSolvers } from './highs-solver';

let solvers: Solvers;
beforeAll(async () => {
  solvers = await highsSolvers(60);
});

type Pair = readonly [numerator: number, denominator: number];

function cell(over: Partial<CountedCell>, [numerator, denominator]: Pair): CountedCell {
  const nothing = { area: null, parent: null, name: null, areaType: null, category: null } as const;
  return { level: 'all', dimension: 'total', ...nothing, ...over, numerator, denominator };
}

const attacked = (system: TableSystem): Attacked => ({
  system,
  places: linesOf(system),
  bounds: system.cells.map((cell) => boundsOf(cell)),
});

const NOTHING_SHOWN: ReadonlySet<number> = new Set();
const secretsIn = (system: TableSystem) => system.cells.flatMap((one, i) => secretsOf(i, one));

const plus = (pairs: readonly Pair[]): Pair => pairs.reduce<Pair>(([x, n], [a, b]) => [x + a, n + b], [0, 0]);

/** Districts in municipalities, each by age too, with every sum published. */
function region(municipalities: readonly (readonly (readonly Pair[])[])[]): CountedCell[] {
  const rows: CountedCell[] = [];
  municipalities.forEach((districts, m) => {
    const area = { level: 'municipality', area: `m${m}` };
    districts.forEach((ages, d) =>
      rows.push(cell({ level: 'deso', area: `m${m}d${d}`, parent: `m${m}` }, plus(ages))),
    );
    rows.push(cell(area, plus(districts.map(plus))));
    [0, 1].forEach((age) =>
      rows.push(
        cell(
          { ...area, dimension: 'age', category: String(age) },
          plus(districts.map((ages) => ages[age] ?? [0, 0])),
        ),
      ),
    );
  });
  rows.push(cell({}, plus(municipalities.flat().map(plus))));
  [0, 1].forEach((age) =>
    rows.push(
      cell(
        { dimension: 'age', category: String(age) },
        plus(municipalities.flat().map((ages) => ages[age] ?? [0, 0])),
      ),
    ),
  );
  return rows;
}

const pair = fc
  .integer({ min: 0, max: 60 })
  .chain((n) => fc.integer({ min: 0, max: n }).map((x): Pair => [x, n]));
const ages = fc.array(pair, { minLength: 2, maxLength: 2 });
const regions = fc.array(fc.array(ages, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });

describe('protecting a published table', () => {
  it('leaves no secret that all sums together give away, whatever the counts', () => {
    fc.assert(
      fc.property(regions, (counts) => {
        const system = tableSystem(region(counts));
        const { hidden, exposed } = protect(system, NOTHING_SHOWN, solvers);
        const secrets = secretsIn(system);
        for (const { cell: index } of secrets) expect(hidden.has(index)).toBe(true);
        const open = secrets.filter((secret) => exposureOf(attacked(system), hidden, secret, solvers.linear));
        // Where the figure of everybody is a secret, nothing is told at all.
        const whole = system.cells.findIndex(({ rows: own }) =>
          own.some(({ level, dimension }) => level === 'all' && dimension === 'total'),
        );
        if (secrets.some(({ cell: index }) => index === whole)) expect(exposed).toBeGreaterThan(0);
        else expect(open).toHaveLength(exposed);
      }),
      { numRuns: 60, seed: 20261127, endOnFailure: true },
    );
  });

  it('withstands another attacker, who was written apart from this one', () => {
    const crossed = fc.array(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 4, maxLength: 4 }), {
      minLength: 4,
      maxLength: 4,
    });
    let hiddenCells = 0;
    fc.assert(
      fc.property(crossed, (counts) => {
        // Area types by ages: rows and columns are published; of many more, so that complements are no secret.
        const at = (type: number, age: number): Pair => [counts[type]?.[age] ?? 0, 1000];
        const all = [0, 1, 2, 3];
        const rows = [
          ...all.flatMap((t) =>
            all.map((a) => cell({ dimension: 'area-type-age', category: `${t}/${a}` }, at(t, a))),
          ),
          ...all.map((t) =>
            cell({ dimension: 'area-type', category: `${t}` }, plus(all.map((a) => at(t, a)))),
          ),
          ...all.map((a) => cell({ dimension: 'age', category: `${a}` }, plus(all.map((t) => at(t, a))))),
          cell({}, plus(all.flatMap((t) => all.map((a) => at(t, a))))),
        ];
        const system = tableSystem(rows);
        const { hidden } = protect(system, NOTHING_SHOWN, solvers);
        const inner = all.flatMap((t) => all.map((a) => t * 4 + a));
        // Margins that are hidden tell the other attacker nothing.
        const lines = [
          ...all.flatMap((t) => (hidden.has(16 + t) ? [] : [all.map((a) => t * 4 + a)])),
          ...all.flatMap((a) => (hidden.has(20 + a) ? [] : [all.map((t) => t * 4 + a)])),
        ];
        const table = {
          counts: inner.map((i) => system.cells[i]?.numerator ?? 0),
          hidden: inner.map((i) => hidden.has(i)),
          lines,
        };
        feasibleRanges(table).forEach(({ least, most }, i) => {
          if ((table.counts[i] ?? 0) >= SMALLEST_TOLD) return;
          hiddenCells++;
          expect(most).toBeGreaterThanOrEqual(SMALLEST_TOLD);
          expect(most).toBeGreaterThan(least);
        });
      }),
      { numRuns: 40, seed: 20261127, endOnFailure: true },
    );
    expect(hiddenCells).toBeGreaterThan(50);
  });

  it('hides the cheapest cells: the small neighbour, not the large', () => {
    const rows = region([
      [
        [
          [3, 40],
          [0, 0],
        ],
        [
          [20, 50],
          [0, 0],
        ],
        [
          [30, 900],
          [0, 0],
        ],
      ],
    ] as Pair[][][]).filter(({ dimension }) => dimension === 'total');
    const system = tableSystem(rows);
    const { hidden, secondary } = protect(system, NOTHING_SHOWN, solvers);
    expect(new Set([...hidden].map((i) => system.cells[i]?.rows[0]?.area))).toEqual(
      new Set(['m0d0', 'm0d1']),
    );
    expect(secondary).toBe(1);
  });

  it('keeps what a table and those before it would tell together: also that few came between them', () => {
    const growing = pair.chain(([x, n]) =>
      fc.integer({ min: x, max: n }).map((later) => [x, later, n] as const),
    );
    const people = fc.array(
      fc.array(fc.array(growing, { minLength: 2, maxLength: 2 }), { minLength: 2, maxLength: 4 }),
      {
        minLength: 2,
        maxLength: 3,
      },
    );
    const seen = { between: 0, shownBefore: 0, shownAfter: 0 };
    fc.assert(
      fc.property(people, (counts) => {
        const table = (t: 0 | 1): CountedCell[] =>
          region(counts.map((some) => some.map((one) => one.map((each): Pair => [each[t], each[2]]))));
        const [first, second] = [table(0), table(1)];
        const before = tableSystem(first);
        const one = protect(before, NOTHING_SHOWN, solvers);
        fc.pre(one.exposed === 0);
        const system = tableSystem(first, second);
        const shown = new Set(
          first.flatMap((_, row) =>
            one.hidden.has(before.cellsOf[0]?.[row] ?? 0) ? [] : [system.cellsOf[0]?.[row] ?? 0],
          ),
        );
        const { hidden, exposed } = protect(system, shown, solvers);
        if (exposed > 0) return;
        seen.shownBefore += shown.size;
        for (const secret of secretsIn(system)) {
          seen.between += system.cells[secret.cell]?.isBetween === true ? 1 : 0;
          expect(hidden.has(secret.cell)).toBe(true);
          expect(exposureOf(attacked(system), hidden, secret, solvers.linear)).toBeUndefined();
        }
        second.forEach((row, i) => {
          const [early = 0, late = 0] = system.cellsOf.map((cells) => cells[i]);
          if (!shown.has(early) || hidden.has(late)) return;
          seen.shownAfter++;
          const few = row.numerator - (first[i]?.numerator ?? 0);
          expect(few === 0 || few >= SMALLEST_TOLD).toBe(true);
        });
      }),
      { numRuns: 60, seed: 20261127, endOnFailure: true },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
  });

  describe('a table in which one district has few', () => {
    const few = (): TableSystem =>
      tableSystem(
        region([
          [
            [
              [1, 20],
              [2, 20],
            ],
            [
              [20, 50],
              [9, 30],
            ],
            [
              [30, 90],
              [19, 60],
            ],
          ],
        ]),
      );

    it('is not published when there is no time to be certain', () =>
      expect(() => protect(few(), NOTHING_SHOWN, { ...solvers, isOver: () => true })).toThrow(OutOfTime));

    it('has whole sums hidden when the time for a cheaper choice is over', () => {
      const late = { ...solvers, isLate: () => true, choice: () => undefined };
      const system = few();
      const { hidden, exposed } = protect(system, NOTHING_SHOWN, late);
      expect(exposed).toBe(0);
      expect(hidden.size).toBeGreaterThan(protect(few(), NOTHING_SHOWN, solvers).hidden.size);
      for (const secret of secretsIn(system))
        expect(exposureOf(attacked(system), hidden, secret, solvers.linear)).toBeUndefined();
    });
  });
});
