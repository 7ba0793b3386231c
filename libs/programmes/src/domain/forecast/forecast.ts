import type { PlainDate } from '@kallelse/kernel';

/** A month of a forecast. */
export interface ForecastMonth {
  /** `2027-05`; the first holds everybody who is due on the as-of date too. */
  readonly month: string;
  /** Residents who become due for the first time, if nothing happens from the as-of date on. */
  readonly firstDue: number;
  /** Invitations, if residents take part as they did; null: nothing has been observed. */
  readonly steadyState: number | null;
}

/** The same for a district or a unit; by month, in the order of {@link Forecast.months}. */
export interface ForecastPlace {
  /** Null: not known, or not stated, since residents are protected; of a unit also: no catchment. */
  readonly place: string | null;
  /** Of those first due, those who are on the as-of date. */
  readonly dueNow: number;
  readonly firstDue: readonly number[];
  readonly steadyState: readonly number[] | null;
}

/** What was observed of those invited in the year that ended a year before the as-of date. */
export interface ObservedGroup {
  /** Lowest age of a band of ten years; null: all ages. */
  readonly band: number | null;
  /** Null: not stated, or all. */
  readonly areaType: number | null;
  readonly invited: number;
  /** Took a test that counts within twelve months (0–1). */
  readonly participation: number;
  /** Did not: they are called again (0–1). */
  readonly noShow: number;
  /** Mean months from the invitation to the test; null: nobody took one. */
  readonly lagMonths: number | null;
}

/** How wrong a forecast made a year ago would have been, by what was on record then. */
export interface BackTest {
  readonly from: PlainDate;
  readonly months: readonly {
    readonly month: string;
    readonly firstDue: number;
    readonly steadyState: number | null;
    /** Invitations on record. */
    readonly actual: number;
  }[];
  readonly firstDue: ForecastError;
  /** Null: nothing had been observed by then. */
  readonly steadyState: ForecastError | null;
}

export interface ForecastError {
  /** Mean of the absolute differences by month, in residents. */
  readonly meanAbsoluteError: number;
  /** Forecast − actual over the whole year, in residents. */
  readonly totalError: number;
  /** The same as a share of the actual; null: nobody was invited. */
  readonly totalErrorShare: number | null;
}

/** When residents will be due. Figures to plan by; nobody is selected by them. */
export interface Forecast {
  readonly asOf: PlainDate;
  readonly by: 'district' | 'unit';
  /** It was to be by unit, but no district had one of the programme on the as-of date: it is by district. */
  readonly noUnits: boolean;
  readonly population: number;
  /** Of those first due, those who are on the as-of date: they wait for an invitation already. */
  readonly dueNow: number;
  readonly months: readonly ForecastMonth[];
  readonly places: readonly ForecastPlace[];
  readonly observed: readonly ObservedGroup[];
  readonly backTest: BackTest | null;
}

/** The error of a forecast by month against what came. */
export function errorOf(forecast: readonly number[], actual: readonly number[]): ForecastError {
  const differences = actual.map((n, i) => (forecast[i] ?? 0) - n);
  const total = actual.reduce((sum, n) => sum + n, 0);
  const totalError = differences.reduce((sum, n) => sum + n, 0);
  const absolute = differences.reduce((sum, n) => sum + Math.abs(n), 0);
  return {
    meanAbsoluteError: actual.length === 0 ? 0 : absolute / actual.length,
    totalError,
    totalErrorShare: total === 0 ? null : totalError / total,
  };
}
