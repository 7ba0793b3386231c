/** What analysts may ask for: one published table of how many of how many, per programme and period. */
export interface Indicator {
  readonly id: string;
  readonly source: 'rounds' | 'population';
  /** Days after the end of the period from which its figures are complete. */
  readonly matureAfterDays: number;
  readonly labels: { readonly sv: string; readonly en: string };
  readonly definition: string;
  readonly numerator: string;
  readonly denominator: string;
  /** Whether more is better, for comparisons. */
  readonly better: 'more' | 'less';
  /** Indicators of the same people that count part of what this one counts: published first, and protected with it. */
  readonly counts?: readonly string[];
}

const ROUNDS = {
  source: 'rounds',
  better: 'more',
  denominator: 'rounds whose first letter was handed over in the period and did not come back',
} as const;
const POPULATION = {
  source: 'population',
  matureAfterDays: 0,
  denominator: 'residents in the target group on the last day of the period',
} as const;

const within = (months: 3 | 6 | 12, days: number, counts: readonly string[] = []): Indicator => ({
  ...ROUNDS,
  counts,
  id: `participation-${months}`,
  matureAfterDays: days,
  labels: { sv: `Deltagande inom ${months} månader`, en: `Participation within ${months} months` },
  definition: `share of those invited in the period who had a test that counts within ${days} days of the hand-over of their invitation (NKCx, CanScreen5)`,
  numerator: `of them, those with a test within ${days} days`,
});

/** Every indicator there is (equity.md §2), in the order in which they are published. */
export const INDICATORS: readonly Indicator[] = [
  within(3, 90),
  within(6, 180, ['participation-3']),
  within(12, 365, ['participation-3', 'participation-6']),
  {
    ...ROUNDS,
    id: 'undeliverable',
    matureAfterDays: 90,
    better: 'less',
    labels: { sv: 'Ej levererade inbjudningar', en: 'Undelivered invitations' },
    definition:
      'share of the rounds begun in the period whose invitation came back or could not be delivered',
    numerator: 'rounds closed as undeliverable',
    denominator: 'rounds whose first letter was handed over in the period',
  },
  {
    ...POPULATION,
    id: 'coverage',
    better: 'more',
    labels: { sv: 'Täckningsgrad (provtagning)', en: 'Test coverage' },
    definition:
      'share of the target group with a test within the interval that the rules give after it (NORDSCREEN point prevalence)',
    numerator: 'of them, those tested within their interval',
  },
  {
    ...POPULATION,
    id: 'untested-10',
    better: 'less',
    labels: { sv: 'Långvarigt uteblivande (10 år)', en: 'Long-term non-attendance (10 years)' },
    definition:
      'share of the target group, of those at least ten years older than its youngest, without any test in ten years',
    numerator: 'of them, those without a test in ten years',
    denominator:
      'residents in the target group on the last day of the period, in age bands ten years and more above its youngest',
  },
  {
    ...POPULATION,
    id: 'call-gap',
    better: 'less',
    labels: { sv: 'Aldrig kallade', en: 'Call gap (never called)' },
    definition: 'share of the target group that has never been invited',
    numerator: 'of them, those without any invitation',
  },
];

/** How figures are made; a change of it is a new version. */
export const METHOD = {
  version: '1',
  interval: 'Wilson (1927), 95 %',
  disclosure:
    'a row with a numerator, complement or denominator below 5 is suppressed, and as many others as keep it, and any difference below 5 from a table of the same people with a shorter time, from being worked out from all of these tables together (integer programme, attacked by linear programmes)',
  sources:
    'rounds of Kallelse and its population register; the district is that at invitation, or of the last day of the period',
} as const;

export function indicatorOf(id: string): Indicator | undefined {
  return INDICATORS.find((one) => one.id === id);
}
