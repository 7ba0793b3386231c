/** What analysts may ask for: one published table of how many of how many, per programme and period. */
export interface Indicator {
  readonly id: string;
  readonly source: 'rounds' | 'population' | 'enquiries';
  /** Days after the end of the period from which its figures are complete. */
  readonly matureAfterDays: number;
  readonly labels: { readonly sv: string; readonly en: string };
  readonly definition: string;
  readonly numerator: string;
  readonly denominator: string;
  /** Whether more is better, for comparisons. */
  readonly better: 'more' | 'less';
  /** Smallest number that is told of it, where it is not {@link SMALLEST_TOLD}. */
  readonly smallestTold?: number;
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

/** How CanScreen5's figures come of those of a year. */
const ANNUAL_TARGET =
  'CanScreen5 divides by the annual target (target group × 12 / interval in months), so that its figure is this one times interval / 12, which may exceed 100 % and is never capped';

/** Few are asked, and that they were asked says something of them: equity.md, organ-enquiry figures. */
const SMALLEST_TOLD_OF_ORGANS = 20;

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
    ...ROUNDS,
    id: 'unread',
    matureAfterDays: 90,
    better: 'less',
    labels: { sv: 'Olästa digitala inbjudningar', en: 'Unread digital invitations' },
    definition:
      'share of the rounds begun digitally in the period whose invitation was not read in its time, so that a letter went out in its place',
    numerator: 'of them, those whose digital invitation expired unread',
    denominator: 'rounds whose invitation was first handed over to 1177 or a secure mailbox in the period',
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
    id: 'invited-12',
    better: 'more',
    labels: {
      sv: 'Inbjudna senaste året (inbjudningstäckning)',
      en: 'Invited in the last year (invitation coverage)',
    },
    definition: `share of the target group that was invited in the twelve months up to the last day of the period; ${ANNUAL_TARGET}`,
    numerator: 'of them, those with an invitation handed over in the last twelve months',
  },
  {
    ...POPULATION,
    id: 'tested-12',
    better: 'more',
    labels: {
      sv: 'Undersökta senaste året (undersökningstäckning)',
      en: 'Tested in the last year (examination coverage)',
    },
    definition: `share of the target group that was tested in the twelve months up to the last day of the period; ${ANNUAL_TARGET}`,
    numerator: 'of them, those with a test in the last twelve months',
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
  {
    id: 'enquiry-answers',
    source: 'enquiries',
    matureAfterDays: 90,
    better: 'more',
    smallestTold: SMALLEST_TOLD_OF_ORGANS,
    labels: { sv: 'Besvarade organförfrågningar', en: 'Organ enquiries answered' },
    definition:
      'share of the organ enquiries handed over in the period that were answered within 90 days, of those that ask about an organ of the programme; by region alone, with nothing below 20',
    numerator: 'of them, those with an answer within 90 days, whatever was answered',
    denominator: 'organ enquiries handed over in the period',
  },
];

/** How figures are made; a change of it is a new version. */
export const METHOD = {
  version: '1',
  interval: 'Wilson (1927), 95 %',
  disclosure:
    'a row with a numerator, complement or denominator below 5 (organ enquiries: 20) is suppressed, and as many others as keep it, and any difference below 5 from a table of the same people with a shorter time, from being worked out from all of these tables together (integer programme, attacked by linear programmes)',
  sources:
    'rounds of Kallelse and its population register; the district is that at invitation, or of the last day of the period',
} as const;

export function indicatorOf(id: string): Indicator | undefined {
  return INDICATORS.find((one) => one.id === id);
}
