import { plainDate } from '@kallelse/kernel';
import { compareForecasts } from './compare-forecasts';
import { errorOf, type Forecast } from './forecast';
import { forecastDays, monthsBefore, monthsFrom } from './months';
import { Observed } from './observed';
import { steadyState, type Inflow, type SteadyStateModel } from './steady-state';

const model = (changes: Partial<SteadyStateModel> = {}): SteadyStateModel => ({
  months: 12,
  recall: 3,
  behaviour: () => ({ participation: 0.75, lag: [0.5, 0.5], gaps: new Map([[6, 1]]) }),
  targetShare: () => 1,
  ...changes,
});
const inflow = (changes: Partial<Inflow> = {}): Inflow => ({
  ...{ place: '0180R001', areaType: 2, age: 40, month: 0, residents: 100 },
  ...changes,
});
const of = (lines: Map<string | null, number[]>, place: string | null = '0180R001') => lines.get(place) ?? [];

describe('the steady state', () => {
  it('calls again who did not take part, and who did when the next is due', () => {
    const months = of(steadyState([inflow()], model()));
    // 25 did not come: 3 months on. 75 came, half at once and half a month later: due 6 and 7 months on.
    expect(months.slice(0, 8)).toEqual([100, 0, 0, 25, 0, 0, 37.5 + 6.25, 37.5]);
  });

  it('is the line of those first due when nobody is due again', () => {
    const never = model({ behaviour: () => ({ participation: 1, lag: [1], gaps: new Map() }) });
    const first = [inflow(), inflow({ month: 4, residents: 7 })];
    expect(of(steadyState(first, never))).toEqual([100, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('lets those go who grow out of the programme', () => {
    const old = model({ recall: 6, targetShare: (age) => (age < 74 ? 0.8 : 0) });
    expect(of(steadyState([inflow({ age: 73.4 })], old)).slice(6, 8)).toEqual([25 + 37.5, 37.5]);
    expect(of(steadyState([inflow({ age: 73.6 })], old)).slice(1)).toEqual(new Array(11).fill(0));
  });

  it('without a re-call treats who did not come as the schedule does', () => {
    const months = of(steadyState([inflow()], model({ recall: undefined })));
    expect(months.slice(0, 8)).toEqual([100, 0, 0, 0, 0, 0, 25 + 37.5, 37.5]);
  });

  it('adds up over places, however they are told apart', () => {
    const parts = [
      inflow({ residents: 30 }),
      inflow({ residents: 50, place: null }),
      inflow({ residents: 20, place: 'x' }),
    ];
    const whole = of(steadyState([inflow()], model()));
    const lines = steadyState(parts, model());
    const sum = whole.map((_, i) => [...lines.values()].reduce((total, line) => total + (line[i] ?? 0), 0));
    sum.forEach((n, i) => expect(n).toBeCloseTo(whole[i] ?? 0, 9));
    expect([...lines.keys()]).toEqual(['0180R001', null, 'x']);
  });
});

describe('what was observed', () => {
  const answers = [
    { band: 40, areaType: 1, lag: 1, count: 30 },
    { band: 40, areaType: 1, lag: null, count: 30 },
    { band: 40, areaType: 5, lag: 3, count: 9 },
    { band: 40, areaType: 5, lag: null, count: 1 },
    { band: 50, areaType: 5, lag: null, count: 10 },
  ];
  const observed = new Observed(answers, [
    { band: 40, gap: 60, count: 30 },
    { band: 40, gap: null, count: 10 },
    { band: 50, gap: 24, count: 5 },
  ]);

  it('is told of everybody, and by age and area type', () => {
    expect(observed.groups()).toEqual([
      {
        band: null,
        areaType: null,
        invited: 80,
        participation: 39 / 80,
        noShow: 1 - 39 / 80,
        lagMonths: 57 / 39,
      },
      { band: 40, areaType: 1, invited: 60, participation: 0.5, noShow: 0.5, lagMonths: 1 },
      {
        band: 40,
        areaType: 5,
        invited: 10,
        participation: 0.9,
        noShow: expect.closeTo(0.1) as number,
        lagMonths: 3,
      },
      { band: 50, areaType: 5, invited: 10, participation: 0, noShow: 1, lagMonths: null },
    ]);
  });

  it('of too few is taken from the larger group they belong to', () => {
    expect(observed.behaviour(44, 1).participation).toBe(0.5);
    expect(observed.behaviour(44, 5).participation).toBe(39 / 70);
    expect(observed.behaviour(55, 5).participation).toBe(39 / 80);
    expect([...observed.behaviour(44, 1).gaps]).toEqual([[60, 0.75]]);
    expect([...observed.behaviour(55, 5).gaps]).toEqual([
      [60, 30 / 45],
      [24, 5 / 45],
    ]);
  });

  it('is nothing when nobody was invited', () => {
    expect(new Observed([], []).isEmpty).toBe(true);
    expect(new Observed([], []).groups()).toEqual([]);
  });
});

describe('a forecast', () => {
  it('asks on its day and on the last of each month, over the end of a year', () => {
    expect(forecastDays(plainDate('2026-11-29'), 4)).toEqual([
      { day: '2026-11-29', month: 0 },
      { day: '2026-11-30', month: 0 },
      { day: '2026-12-31', month: 1 },
      { day: '2027-01-31', month: 2 },
      { day: '2027-02-28', month: 3 },
    ]);
    expect(forecastDays(plainDate('2026-11-30'), 1)).toEqual([{ day: '2026-11-30', month: 0 }]);
    expect(monthsFrom(plainDate('2026-11-30'), 3)).toEqual(['2026-11', '2026-12', '2027-01']);
    expect(monthsBefore(plainDate('2026-11-30'), 12)).toBe('2025-11-01');
  });

  it('is off by month on average, and in all', () => {
    expect(errorOf([10, 20, 0], [20, 15, 5])).toEqual({
      meanAbsoluteError: 20 / 3,
      totalError: -10,
      totalErrorShare: -0.25,
    });
    expect(errorOf([3, 1], [0, 0])).toEqual({ meanAbsoluteError: 2, totalError: 4, totalErrorShare: null });
  });

  it('differs from another in months and in places, over all their months', () => {
    const one: Forecast = {
      ...{ asOf: plainDate('2026-11-29'), by: 'district', noUnits: false, population: 9, dueNow: 1 },
      months: [
        { month: '2026-11', firstDue: 1, steadyState: 1 },
        { month: '2026-12', firstDue: 2, steadyState: 2.5 },
      ],
      places: [{ place: null, dueNow: 1, firstDue: [1, 2], steadyState: [1, 2.5] }],
      ...{ observed: [], backTest: null },
    };
    const { places, months } = one;
    const other: Forecast = {
      ...one,
      months: months.map((month) => ({ ...month, steadyState: null })),
      places: places.map((place) => ({ ...place, firstDue: [1, 4] })),
    };
    expect(compareForecasts(one, one)).toEqual([]);
    expect(compareForecasts(one, other)).toEqual([
      { of: 'steadyState', name: '2026-11', a: 1, b: 0 },
      { of: 'steadyState', name: '2026-12', a: 2.5, b: 0 },
      { of: 'district', name: '- first due', a: 3, b: 5 },
    ]);
  });
});
