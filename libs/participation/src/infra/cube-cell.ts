/** Residents are shown in bands of so many years. */
export const AGE_BAND_YEARS = 5;
/** More letters than this in a round are counted as so many. */
const MOST_LETTERS = 9;
/** Where nothing else is known. */
export const NO_LANGUAGE = 'sv';
export const NO_CHANNEL = 'unknown';

/** A dimension of the cube: how many bits of a cell's number it takes, how it becomes a whole number, and how it is made of one. */
interface Field {
  readonly name: string;
  readonly bits: number;
  /** SQL on `episode`, `letters` and `kits`, or the id of the word of a kind. */
  readonly packed: string;
  /** SQL, from the whole number. */
  readonly unpacked: (n: string) => string;
  /** The words among which its number stands: their kind, and SQL of the word. */
  readonly words?: { readonly kind: string; readonly word: string };
}

const ofWords = (kind: string, bits: number, word: string): Field => ({
  name: kind,
  bits,
  packed: `coalesce(${kind}_word.id, 0)`,
  unpacked: () => `${kind}_word.word`,
  words: { kind, word },
});

/** The last of an age band's numbers: none is known. */
const NO_AGE = 31;
const FIRST_YEAR = 1970;

/** From the highest bits to the lowest, 61 in all: cells of a programme and month lie beside each other. */
const FIELDS: readonly Field[] = [
  ofWords('programme', 6, 'episode.programme'),
  {
    name: 'cohort',
    bits: 12,
    packed: `(extract(year FROM episode.handed_over_on)::int - ${FIRST_YEAR}) * 12 + extract(month FROM episode.handed_over_on)::int - 1`,
    unpacked: (n) => `make_date(${FIRST_YEAR} + (${n})::int / 12, (${n})::int % 12 + 1, 1)`,
  },
  ofWords('district', 16, 'episode.district'),
  {
    name: 'area_type',
    bits: 4,
    packed: 'coalesce(episode.area_type, 0)',
    unpacked: (n) => `nullif(${n}, 0)::smallint`,
  },
  {
    name: 'age_band',
    bits: 5,
    packed: `coalesce(least(episode.age / ${AGE_BAND_YEARS}, ${NO_AGE - 1}), ${NO_AGE})`,
    unpacked: (n) => `(nullif(${n}, ${NO_AGE}) * ${AGE_BAND_YEARS})::smallint`,
  },
  ofWords('channel', 4, `coalesce(letters.channel, '${NO_CHANNEL}')`),
  {
    name: 'letters',
    bits: 4,
    packed: `least(coalesce(letters.n, 0), ${MOST_LETTERS})`,
    unpacked: (n) => `(${n})::smallint`,
  },
  ofWords('language', 8, `coalesce(episode.language, '${NO_LANGUAGE}')`),
  {
    name: 'is_first',
    bits: 1,
    packed: 'CASE WHEN coalesce(episode.is_first, true) THEN 1 ELSE 0 END',
    unpacked: (n) => `(${n}) = 1`,
  },
  {
    name: 'kit',
    bits: 1,
    packed: 'CASE WHEN kits.episode_id IS NULL THEN 0 ELSE 1 END',
    unpacked: (n) => `(${n}) = 1`,
  },
];

export const DIMENSIONS: readonly string[] = FIELDS.map(({ name }) => name);

/** A cell's number, as SQL on `episode`, `letters` and `kits` with {@link CELL_WORDS} joined. */
export const CELL = FIELDS.reduce(
  (high, { bits, packed }) => (high === '' ? `(${packed})::bigint` : `((${high}) << ${bits} | (${packed}))`),
  '',
);

/** Joins what {@link CELL} is made of. */
export const CELL_WORDS = joins(({ kind, word }) => `${kind}_word.word = ${word}`);

/** The number of a field within `cell`, as SQL. */
function numberIn(field: Field): string {
  const below = FIELDS.slice(FIELDS.indexOf(field) + 1).reduce((sum, { bits }) => sum + bits, 0);
  return `((cell >> ${below}) & ${2 ** field.bits - 1})`;
}

/** The dimensions of `cell`, as SQL with {@link DIMENSION_WORDS} joined. */
export const DIMENSION_VALUES = FIELDS.map((field) => field.unpacked(numberIn(field))).join(', ');

/** Joins what {@link DIMENSION_VALUES} are made of. */
export const DIMENSION_WORDS = joins(({ kind }, field) => `${kind}_word.id = ${numberIn(field)}`);

function joins(on: (words: { kind: string; word: string }, field: Field) => string): string {
  return FIELDS.flatMap((field) => {
    const { words } = field;
    if (!words) return [];
    const condition = on(words, field);
    return [
      `LEFT JOIN analytics.cube_words AS ${words.kind}_word ON ${words.kind}_word.kind = '${words.kind}' AND ${condition}`,
    ];
  }).join(' ');
}
