/** Invented places. The municipality codes are of the region's own series; names and areas stand for nothing real. */

export interface MunicipalityName {
  /** The last two digits of the municipality code. */
  readonly suffix: string;
  readonly name: string;
  /** Its share of the residents, relative. */
  readonly weight: number;
}

export const MUNICIPALITY_NAMES: readonly MunicipalityName[] = [
  { suffix: '80', name: 'Provstad', weight: 45 },
  { suffix: '27', name: 'Södra Påhitt', weight: 20 },
  { suffix: '60', name: 'Exempelköping', weight: 15 },
  { suffix: '36', name: 'Låtsashamn', weight: 12 },
  { suffix: '82', name: 'Övningsö', weight: 8 },
];

export const REGION_NAME = 'Provregionen';

const FIRST_PARTS = [
  'Norr',
  'Söder',
  'Väster',
  'Öster',
  'Alm',
  'Björk',
  'Ek',
  'Lind',
  'Gran',
  'Tall',
  'Hassel',
  'Äng',
  'Kvarn',
  'Sten',
  'Lärk',
  'Svan',
  'Humle',
  'Rosen',
  'Mel',
  'Fågel',
  'Prästgårds',
  'Kyrko',
  'Sjö',
];

const LAST_PARTS = [
  'backa',
  'hagen',
  'lunda',
  'ängen',
  'dalen',
  'berga',
  'vallen',
  'torp',
  'näset',
  'parken',
];

/** The name of the n-th district; every one differs. */
export function districtName(n: number): string {
  const pairs = FIRST_PARTS.length * LAST_PARTS.length;
  // Both lists advance at once: their lengths share no divisor, so that every pair comes once before any returns.
  const name = `${FIRST_PARTS[n % FIRST_PARTS.length] ?? ''}${LAST_PARTS[n % LAST_PARTS.length] ?? ''}`;
  const round = Math.floor(n / pairs);
  return round === 0 ? name : `${name} ${round + 1}`;
}
