import { MANY_LETTERS, runLints } from './run-lints';

const NOON = new Date('2026-06-01T10:00:00Z');

describe('what a supplier may not like of a run', () => {
  it('is nothing of an ordinary one', () => {
    expect(runLints({ tooLarge: 0 }, MANY_LETTERS, NOON)).toEqual([]);
  });

  it('are letters that are too large, and a day of more than it takes unasked', () => {
    expect(runLints({ tooLarge: 2 }, MANY_LETTERS + 1, NOON)).toEqual([
      { code: 'letters-too-large', letters: 2 },
      { code: 'many-letters', letters: MANY_LETTERS + 1 },
    ]);
  });

  it.each([
    ['2026-06-01T15:59:00Z', []],
    ['2026-06-01T16:00:00Z', [{ code: 'after-closing' }]],
    ['2026-12-01T16:59:00Z', []],
    ['2026-12-01T17:00:00Z', [{ code: 'after-closing' }]],
  ])('at %s, by the clock of Stockholm: %j', (instant, lints) => {
    expect(runLints({ tooLarge: 0 }, 1, new Date(instant))).toEqual(lints);
  });
});
