import { plainDate } from '@kallelse/kernel';
import type { AreaType } from './geography';
import { attitude, chanceToTakePart, meanParticipation, PROGRAMMES, type Programme } from './participation';
import { respond, type ResidentResponse } from './respond';

const DATE = plainDate('2026-10-01');
const REMINDED = plainDate('2026-11-30');
const KEYS = Array.from({ length: 6_000 }, (_, i) => `S${String(i).padStart(9, '0')}`);

/** A round with one reminder, as a demo plays it. */
function playRound(key: string, programme: Programme, areaType: AreaType): readonly ResidentResponse[] {
  const first = respond(key, programme, DATE, areaType, 1);
  return first.kind === 'none'
    ? [first, respond(key, programme, REMINDED, areaType, 1, 'reminder')]
    : [first];
}

describe('respond', () => {
  it('answers the same to the same, and depends on seed and date', () => {
    const answers = (date = DATE, seed = 1): string =>
      JSON.stringify(KEYS.slice(0, 300).map((key) => respond(key, 'cervical', date, 3, seed)));
    expect(answers()).toBe(answers());
    expect(answers()).not.toBe(answers(DATE, 2));
    expect(answers()).not.toBe(answers(REMINDED));
  });

  it.each(PROGRAMMES)('brings a round of %s to the participation of the area type', (programme) => {
    for (const areaType of [1, 5] as const) {
      const rounds = KEYS.map((key) => playRound(key, programme, areaType));
      const tookPart =
        rounds.filter((round) => round.some(({ takesPart }) => takesPart)).length / KEYS.length;
      expect(Math.abs(tookPart - meanParticipation(programme, areaType))).toBeLessThan(0.03);
    }
  });

  it('lets about half of the participation come before the reminder, some of it after', () => {
    const rounds = KEYS.map((key) => playRound(key, 'colorectal', 3));
    const came = rounds.filter((round) => round.some(({ takesPart }) => takesPart));
    const early = came.filter(([first]) => first?.kind === 'takes-part' && first.afterDays < 60);
    const reminded = came.filter((round) => round.length === 2);
    expect(Math.abs(early.length / came.length - 0.52)).toBeLessThan(0.04);
    expect(Math.abs(reminded.length / came.length - 0.4)).toBeLessThan(0.04);
  });

  it('opts some out, returns the mail of a few every time, and leaves the rest silent', () => {
    const answers = KEYS.map((key) => ({ key, answer: respond(key, 'breast', DATE, 1, 1) }));
    const kinds = (kind: ResidentResponse['kind']): typeof answers =>
      answers.filter(({ answer }) => answer.kind === kind);
    expect(kinds('opts-out').length / KEYS.length).toBeGreaterThan(0.005);
    expect(kinds('opts-out').length / KEYS.length).toBeLessThan(0.025);
    const optOuts = kinds('opts-out').flatMap(({ answer }) =>
      answer.kind === 'opts-out' ? [answer.optsOut] : [],
    );
    expect(new Set(optOuts.map(({ kind }) => kind))).toEqual(new Set(['permanent', 'episode', 'until']));
    for (const optOut of optOuts) if (optOut.kind === 'until') expect(optOut.until > DATE).toBe(true);
    const returned = kinds('returned');
    expect(returned.length / KEYS.length).toBeGreaterThan(0.002);
    expect(returned.length / KEYS.length).toBeLessThan(0.012);
    for (const { key } of returned) {
      expect(respond(key, 'colorectal', REMINDED, 5, 1, 'reminder').kind).toBe('returned');
    }
  });

  it('gives results that fit the programme', () => {
    const taken = (programme: Programme): Extract<ResidentResponse, { kind: 'takes-part' }>[] =>
      KEYS.map((key) => respond(key, programme, DATE, 3, 1)).flatMap((answer) =>
        answer.kind === 'takes-part' ? [answer] : [],
      );
    const methods = PROGRAMMES.map((programme) => [...new Set(taken(programme).map(({ method }) => method))]);
    expect(methods).toEqual([['hpv'], ['mammography'], ['fit'], ['psa']]);
    for (const { value, result } of taken('opt')) {
      expect(result).toBe((value ?? NaN) >= 3 ? 'elevated' : 'normal');
    }
    const elevated = taken('opt').filter(({ result }) => result === 'elevated').length / taken('opt').length;
    expect(elevated).toBeGreaterThan(0.01);
    expect(elevated).toBeLessThan(0.06);
    expect(taken('cervical').every(({ value }) => value === undefined)).toBe(true);
  });
});

describe('chanceToTakePart', () => {
  it('averages to the mean over all attitudes', () => {
    for (const mean of [0.3, 0.5, 0.6, 0.7, 0.78, 0.84]) {
      const chances = Array.from({ length: 10_000 }, (_, i) => chanceToTakePart((i + 0.5) / 10_000, mean));
      const average = chances.reduce((a, b) => a + b, 0) / chances.length;
      expect(Math.abs(average - mean)).toBeLessThan(0.025);
    }
  });

  it('keeps one attitude for most people in every programme', () => {
    const same = KEYS.filter((key) => attitude(key, 'cervical', 1) === attitude(key, 'breast', 1));
    expect(Math.abs(same.length / KEYS.length - 0.7)).toBeLessThan(0.03);
  });
});
