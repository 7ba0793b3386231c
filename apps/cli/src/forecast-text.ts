import {
  type Forecast,
  type ForecastError,
  type ForecastPlace,
  type SimulationEntity,
} from '@kallelse/programmes';
import { count, table, percent } from './output';

/** Places that are shown; `--json` has all. */
const MOST_PLACES = 15;

/** A forecast as text: both lines, how they come about, and how wrong they would have been. */
export function forecastText(
  { id, programme, version, region }: Pick<SimulationEntity, 'id' | 'programme' | 'version' | 'region'>,
  forecast: Forecast,
): string {
  const whose = region === null ? '' : `, region ${region}`;
  return [
    `forecast ${id}: ${programme}@${version} as of ${forecast.asOf}${whose}, ${count(forecast.population)} residents`,
    'first due:    who become due, if nothing happens from that day on; each resident once',
    'steady state: invitations, if residents take part as they did; to plan by, nobody is selected by it',
    '',
    `${count(forecast.dueNow)} are due on ${forecast.asOf} already; the first month holds them too`,
    monthsText(forecast),
    placesText(forecast),
    observedText(forecast),
    backTestText(forecast),
  ].join('\n');
}

function whole(n: number | null): string {
  return n === null ? '-' : count(Math.round(n));
}

function monthsText({ months }: Forecast): string {
  return table(months, [
    { head: 'month', cell: ({ month }) => month },
    { head: 'first due', cell: ({ firstDue }) => whole(firstDue), right: true },
    { head: 'steady state', cell: ({ steadyState }) => whole(steadyState), right: true },
  ]);
}

/** Over all months; those with most first. */
function placesText({ places, by, noUnits, months }: Forecast): string {
  const sum = (numbers: readonly number[] | null): number | null =>
    numbers === null ? null : numbers.reduce((total, n) => total + n, 0);
  const shown = [...places].sort((a, b) => (sum(b.firstDue) ?? 0) - (sum(a.firstDue) ?? 0));
  const unknown = by === 'unit' ? 'no unit, or not stated' : 'not stated';
  const text = table<ForecastPlace>(shown.slice(0, MOST_PLACES), [
    { head: by, cell: ({ place }) => place ?? unknown },
    { head: 'due now', cell: ({ dueNow }) => whole(dueNow), right: true },
    {
      head: `first due in ${months.length} months`,
      cell: ({ firstDue }) => whole(sum(firstDue)),
      right: true,
    },
    { head: 'steady state', cell: ({ steadyState }) => whole(sum(steadyState)), right: true },
  ]);
  const why = noUnits
    ? 'no district has a unit for this programme on that day, so this is by district (kallelse import units --catchments)\n'
    : '';
  const rest = shown.length > MOST_PLACES ? `… and ${shown.length - MOST_PLACES} more: --json\n` : '';
  return `${why}${text}${rest}`;
}

function observedText({ observed }: Forecast): string {
  if (observed.length === 0)
    return 'nobody was invited in the year that ended a year before that day: no participation to expect, so no steady state\n';
  return table(observed, [
    { head: 'age', cell: ({ band }) => (band === null ? 'all' : `${band}–${band + 9}`) },
    {
      head: 'area type',
      cell: ({ band, areaType }) => areaType ?? (band === null ? 'all' : 'not stated'),
      right: true,
    },
    { head: 'invited', cell: ({ invited }) => count(invited), right: true },
    { head: 'took part', cell: ({ participation }) => percent(participation), right: true },
    { head: 'did not', cell: ({ noShow }) => percent(noShow), right: true },
    { head: 'months to test', cell: ({ lagMonths }) => lagMonths?.toFixed(1) ?? '-', right: true },
  ]);
}

function backTestText({ backTest }: Forecast): string {
  if (!backTest) return '';
  const error = (name: string, of: ForecastError | null): string => {
    if (!of) return `${name}: not known then`;
    const share = of.totalErrorShare === null ? '' : ` (${percent(of.totalErrorShare)})`;
    return `${name}: ${whole(of.meanAbsoluteError)} a month off on average, ${whole(of.totalError)} in all${share}`;
  };
  return [
    `tested: the forecast of ${backTest.from}, by what was on record for that day, against the invitations since`,
    table(backTest.months, [
      { head: 'month', cell: ({ month }) => month },
      { head: 'first due', cell: ({ firstDue }) => whole(firstDue), right: true },
      { head: 'steady state', cell: ({ steadyState }) => whole(steadyState), right: true },
      { head: 'invited', cell: ({ actual }) => whole(actual), right: true },
    ]) + error('first due', backTest.firstDue),
    error('steady state', backTest.steadyState),
    '',
  ].join('\n');
}
