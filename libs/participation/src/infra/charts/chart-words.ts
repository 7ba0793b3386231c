export type ChartLanguage = 'sv' | 'en';

/** A number with decimals as the language writes it. */
export function decimal(value: number, digits: number, language: ChartLanguage): string {
  const text = value.toFixed(digits).replace('-', '−');
  return language === 'sv' ? text.replace('.', ',') : text;
}

/** The words of charts. */
export function chartWords(language: ChartLanguage) {
  return WORDS[language];
}

const WORDS = {
  en: {
    source: 'Source: published table',
    interval: 'Intervals',
    people: 'people in the area →',
    baseline: 'All together',
    rank: 'share of people, from the most to the least disadvantaged areas →',
    shown: (used: number, hidden: number) =>
      `${used} rows shown; ${hidden} suppressed, which are neither zero nor missing`,
    areaType: (type: string | null) => `area type ${type ?? ''}${ENDS.en[type ?? ''] ?? ''}`,
    funnel: (outside: number, all: number) => `${outside} of ${all} areas lie outside the 95 % limits`,
    league: (most: string, least: string) => `From ${most} in the first area to ${least} in the last`,
    gap: (n: number, isFewer: boolean) =>
      `${n} ${isFewer ? 'fewer' : 'more'} people if all area types reached the figure of type 5`,
    slope: (sii: string) => `${sii} percentage points from the most to the least disadvantaged areas`,
    slopeTold: (sii: string, lower: string, upper: string, rii: string) =>
      `Slope index of inequality (SII) ${sii} percentage points (95 %: ${lower} to ${upper}); relative index (RII, fitted ratio) ${rii}`,
    trend: (first: string, last: string) => `From ${first} in the first period to ${last} in the last`,
  },
  sv: {
    source: 'Källa: publicerad tabell',
    interval: 'Intervall',
    people: 'personer i området →',
    baseline: 'Alla tillsammans',
    rank: 'andel personer, från områden med störst till minst utmaningar →',
    shown: (used: number, hidden: number) =>
      `${used} rader visas; ${hidden} är skyddade, vilket varken är noll eller saknas`,
    areaType: (type: string | null) => `områdestyp ${type ?? ''}${ENDS.sv[type ?? ''] ?? ''}`,
    funnel: (outside: number, all: number) => `${outside} av ${all} områden ligger utanför 95 %-gränserna`,
    league: (most: string, least: string) => `Från ${most} i första området till ${least} i sista`,
    gap: (n: number, isFewer: boolean) =>
      `${n} personer ${isFewer ? 'färre' : 'fler'} om alla områdestyper nådde typ 5:s nivå`,
    slope: (sii: string) => `${sii} procentenheter från områden med störst till minst utmaningar`,
    slopeTold: (sii: string, lower: string, upper: string, rii: string) =>
      `Lutningsindex (SII) ${sii} procentenheter (95 %: ${lower} till ${upper}); relativt index (RII, anpassad kvot) ${rii}`,
    trend: (first: string, last: string) => `Från ${first} i första perioden till ${last} i sista`,
  },
} as const;

/** What the ends of the scale mean. */
const ENDS: Readonly<Record<ChartLanguage, Readonly<Record<string, string>>>> = {
  en: { '1': ' (great challenges)', '5': ' (very good conditions)' },
  sv: { '1': ' (stora utmaningar)', '5': ' (mycket goda förutsättningar)' },
};
