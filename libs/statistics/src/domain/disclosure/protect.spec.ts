import fc from 'fast-check';
import { feasibleRanges, secondarySuppression, singleLineRule } from '.';

const SEED = { seed: 20261126 };

/** A table of rows × columns with all margins published. */
function crossed(counts: readonly (readonly number[])[], hidden: readonly (readonly number[])[]) {
  const width = counts[0]?.length ?? 0;
  return {
    counts: counts.flat(),
    hidden: hidden.flat().map(Boolean),
    lines: [
      ...counts.map((row, r) => row.map((_, c) => r * width + c)),
      ...Array.from({ length: width }, (_, c) => counts.map((__, r) => r * width + c)),
    ],
  };
}

describe('the attack on a published table', () => {
  it('finds a cell by subtraction from the total', () => {
    const ranges = feasibleRanges({ counts: [3, 10, 20], hidden: [true, false, false], lines: [[0, 1, 2]] });
    expect(ranges[0]).toEqual({ least: 3, most: 3 });
  });

  it('knows only the sum of two hidden cells', () => {
    const ranges = feasibleRanges({ counts: [3, 4, 20], hidden: [true, true, false], lines: [[0, 1, 2]] });
    expect(ranges.slice(0, 2)).toEqual([
      { least: 0, most: 7 },
      { least: 0, most: 7 },
    ]);
  });

  it('finds what a reader who knows one cell finds', () => {
    const table = { counts: [1, 1, 20], hidden: [true, true, false], lines: [[0, 1, 2]] };
    expect(feasibleRanges(table, [0])[1]).toEqual({ least: 1, most: 1 });
  });

  it('breaks a table in which every row and column hides two cells or none', () => {
    // Rows 1–2 and columns 1–2 hide a block, joined to another by one cell: the block sums give that cell away.
    const table = crossed(
      [
        [2, 3, 4, 9],
        [4, 1, 8, 9],
        [9, 9, 3, 2],
        [9, 9, 1, 4],
      ],
      [
        [1, 1, 1, 0],
        [1, 1, 0, 0],
        [0, 0, 1, 1],
        [0, 0, 1, 1],
      ],
    );
    expect(singleLineRule(table)).toBe(true);
    expect(feasibleRanges(table)[2]).toEqual({ least: 4, most: 4 });
  });

  it('always holds the truth within its ranges', () => {
    const cell = fc.record({ count: fc.nat(30), hide: fc.boolean() });
    const rows = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(rows, (cells) => {
        const table = crossed(
          cells.map((row) => row.map(({ count }) => count)),
          cells.map((row) => row.map(({ hide }) => Number(hide))),
        );
        feasibleRanges(table).forEach(({ least, most }, i) => {
          const count = table.counts[i] ?? 0;
          expect(least).toBeLessThanOrEqual(count);
          expect(most).toBeGreaterThanOrEqual(count);
          if (!table.hidden[i]) expect([least, most]).toEqual([count, count]);
        });
      }),
      SEED,
    );
  });
});

describe('secondary suppression', () => {
  it('hides the smallest further count', () => {
    const table = { counts: [3, 20, 10], hidden: [true, false, false], lines: [[0, 1, 2]] };
    expect(secondarySuppression(table)).toEqual([2]);
  });

  it('hides nothing where nothing can be worked out', () => {
    const table = { counts: [3, 2, 10], hidden: [true, true, false], lines: [[0, 1, 2]] };
    expect(secondarySuppression(table)).toEqual([]);
  });

  it('protects two persons from each other, and lines whose hidden sum is small', () => {
    const table = { counts: [1, 2, 1, 0], hidden: [true, false, true, false], lines: [[0, 1, 2, 3]] };
    expect(secondarySuppression(table)).toEqual([]);
    expect(secondarySuppression(table, { singletons: true })).toHaveLength(1);
    expect(secondarySuppression(table, { threshold: 3 })).toEqual([1]);
  });

  it('sees two hierarchies over the same districts together, each of which is safe alone', () => {
    const counts = [2, 2, 8, 3, 3, 3, 7];
    const hidden = counts.map((count) => count <= 3);
    const municipalities = [
      [0, 1, 2],
      [3, 4, 5, 6],
    ];
    const careAreas = [
      [0, 1, 2, 3, 6],
      [4, 5],
    ];
    expect(secondarySuppression({ counts, hidden, lines: municipalities })).toEqual([]);
    expect(secondarySuppression({ counts, hidden, lines: careAreas })).toEqual([]);
    const lines = [...municipalities, ...careAreas];
    expect(feasibleRanges({ counts, hidden, lines })[3]).toEqual({ least: 3, most: 3 });
    expect(secondarySuppression({ counts, hidden, lines })).toEqual([6]);
  });

  it('leaves no hidden cell that can be worked out, whatever the table', () => {
    const line = fc.array(fc.nat(9), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(line, { minLength: 3, maxLength: 3 }), (counts) => {
        const table = crossed(
          counts,
          counts.map((row) => row.map((count) => Number(count > 0 && count < 3))),
        );
        // A zero beside a hidden cell hides nothing, so such tables may have no protection by cells at all.
        fc.pre(counts.flat().every((count) => count > 0));
        const more = secondarySuppression(table);
        const hidden = table.hidden.map((flag, i) => flag || more.includes(i));
        feasibleRanges({ ...table, hidden }).forEach(({ least, most }, i) => {
          if (table.hidden[i]) expect(most).toBeGreaterThan(least);
        });
      }),
      { ...SEED, numRuns: 30 },
    );
  });

  it('says when hiding cells cannot help', () => {
    const alone = { counts: [2], hidden: [true], lines: [[0]] };
    expect(() => secondarySuppression(alone)).toThrow(/hide a total/);
    expect(() => feasibleRanges({ ...alone, lines: [[4]] })).toThrow(RangeError);
  });
});
