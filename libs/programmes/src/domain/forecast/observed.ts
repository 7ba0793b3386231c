import type { ObservedGroup } from './forecast';
import type { Behaviour } from './steady-state';

/** Invitations of an age band and area type that were answered after so many months; null: not within twelve. */
export interface AnswerCount {
  readonly band: number;
  readonly areaType: number | null;
  readonly lag: number | null;
  readonly count: number;
}

/** Tests of the last year of an age band after which the next is due in so many months; null: never. */
export interface GapCount {
  readonly band: number;
  readonly gap: number | null;
  readonly count: number;
}

/** Fewer invitations than this say too little of a group; it is taken to be like the larger one it belongs to. */
const LEAST_INVITED = 50;
const LEAST_TESTS = 20;

/** What has been observed of how residents answer, by age and area type. */
export class Observed {
  constructor(
    private readonly answers: readonly AnswerCount[],
    private readonly gaps: readonly GapCount[],
  ) {}

  /** Whether anybody was invited long enough ago to know. */
  get isEmpty(): boolean {
    return this.answers.length === 0;
  }

  /** The whole, each band, and each band and area type. */
  groups(): ObservedGroup[] {
    const bands = [...new Set(this.answers.map(({ band }) => band))].sort((a, b) => a - b);
    const groups: { band: number | null; areaType: number | null; rows: readonly AnswerCount[] }[] = [
      { band: null, areaType: null, rows: this.answers },
    ];
    for (const band of bands) {
      const own = this.answers.filter((row) => row.band === band);
      const areas = [...new Set(own.map(({ areaType }) => areaType))].sort((a, b) => (a ?? 99) - (b ?? 99));
      for (const areaType of areas)
        groups.push({ band, areaType, rows: own.filter((row) => row.areaType === areaType) });
    }
    return this.isEmpty
      ? []
      : groups.map(({ band, areaType, rows }) => ({ band, areaType, ...ratesOf(rows) }));
  }

  /** Of the smallest group with enough invitations: band and area type, band, everybody. */
  behaviour(age: number, areaType: number | null): Behaviour {
    const band = Math.floor(age / 10) * 10;
    const ofBand = this.answers.filter((row) => row.band === band);
    const choices = [ofBand.filter((row) => row.areaType === areaType), ofBand];
    const rows = choices.find((some) => sum(some) >= LEAST_INVITED) ?? this.answers;
    const ownGaps = this.gaps.filter((row) => row.band === band);
    return { ...answersOf(rows), gaps: sharesOf(sum(ownGaps) >= LEAST_TESTS ? ownGaps : this.gaps) };
  }
}

function ratesOf(rows: readonly AnswerCount[]): Omit<ObservedGroup, 'band' | 'areaType'> {
  const invited = sum(rows);
  const answered = rows.filter(({ lag }) => lag !== null);
  const participants = sum(answered);
  const lags = answered.reduce((total, { lag, count }) => total + (lag ?? 0) * count, 0);
  const participation = invited === 0 ? 0 : participants / invited;
  return {
    invited,
    participation,
    noShow: 1 - participation,
    lagMonths: participants === 0 ? null : lags / participants,
  };
}

function answersOf(rows: readonly AnswerCount[]): Pick<Behaviour, 'participation' | 'lag'> {
  const answered = rows.filter(({ lag }) => lag !== null);
  const participants = sum(answered);
  const lag = Array.from({ length: 12 }, (_, month) =>
    participants === 0 ? 0 : sum(answered.filter((row) => row.lag === month)) / participants,
  );
  return { participation: ratesOf(rows).participation, lag };
}

function sharesOf(rows: readonly GapCount[]): ReadonlyMap<number, number> {
  const all = sum(rows);
  const shares = new Map<number, number>();
  for (const { gap, count } of rows) if (gap !== null) shares.set(gap, (shares.get(gap) ?? 0) + count / all);
  return shares;
}

function sum(rows: readonly { readonly count: number }[]): number {
  return rows.reduce((total, { count }) => total + count, 0);
}
