/**
 * Telephone numbers that nobody can have: the series that Post- och telestyrelsen (PTS) has set aside for books and
 * films ("Telefonnummer för användning i böcker och filmer etc.").
 */

interface Series {
  readonly areaCode: string;
  readonly format: (lastTwo: string) => string;
}

const STOCKHOLM: Series = { areaCode: '08', format: (n) => `08-465 004 ${n}` };
const GOTHENBURG: Series = { areaCode: '031', format: (n) => `031-390 06 ${n}` };
const MALMO: Series = { areaCode: '040', format: (n) => `040-628 04 ${n}` };
const KIRUNA: Series = { areaCode: '0980', format: (n) => `0980-319 2${n}` };

/** Regions whose largest town has a series of its own; the others use them all, in turn. */
const FIRST_SERIES: Readonly<Record<string, Series>> = {
  '01': STOCKHOLM,
  '12': MALMO,
  '14': GOTHENBURG,
  '25': KIRUNA,
};

/** The n-th number for a region: 400 differ, then they come again. */
export function fictitiousPhone(region: string, n: number): string {
  const first = FIRST_SERIES[region] ?? STOCKHOLM;
  const others = [STOCKHOLM, GOTHENBURG, MALMO, KIRUNA].filter(({ areaCode }) => areaCode !== first.areaCode);
  const series = [first, ...others][Math.floor(n / 100) % 4] ?? first;
  return series.format(String(n % 100).padStart(2, '0'));
}
