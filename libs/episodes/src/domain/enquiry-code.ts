/** Digits and capital letters without those that are read as others (I, L, O) or spell words (U): Crockford's base 32. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUP = 6;
/** Characters drawn at random, five bits each: 85 bits. */
export const RANDOM_CHARACTERS = 17;
const LENGTH = RANDOM_CHARACTERS + 1;
/** Characters that a reader may take for another. */
const MISREAD: Readonly<Record<string, string>> = { I: '1', L: '1', O: '0' };

/**
 * A code from random bytes ({@link RANDOM_CHARACTERS} of them), its check character last. It says nothing by itself: no
 * programme, organ, person or order.
 */
export function codeFrom(random: Uint8Array): string {
  const values = [...random.subarray(0, RANDOM_CHARACTERS)].map((byte) => byte & 31);
  if (values.length < RANDOM_CHARACTERS) throw new RangeError('a code takes 17 random bytes');
  return [...values, checkOf(values)].map((value) => ALPHABET.charAt(value)).join('');
}

/** As it is printed: three groups that a line break does not part. */
export function printedCode(code: string): string {
  return code.match(new RegExp(`.{${GROUP}}`, 'g'))?.join('\u00a0') ?? code;
}

/**
 * Reads a code as somebody types it: small letters, gaps, hyphens, and what looks alike. Undefined when it cannot be one:
 * too short, another character, or a check character that does not fit.
 */
export function readCode(text: string): string | undefined {
  const plain = text
    .toUpperCase()
    .replace(/[\s\u00a0-]/g, '')
    .replace(/[ILO]/g, (letter) => MISREAD[letter] ?? letter);
  const values = Array.from(plain, (letter) => ALPHABET.indexOf(letter));
  if (values.length !== LENGTH || values.includes(-1)) return undefined;
  return checkOf(values.slice(0, -1)) === values.at(-1) ? plain : undefined;
}

/**
 * The check character: the sum of the characters, each multiplied by another power of a generator of the field of 32
 * elements (a Reed–Solomon check). So every single wrong character and every two that changed places are found.
 */
function checkOf(values: readonly number[]): number {
  return values.reduce((sum, value, place) => sum ^ times(value, POWERS[place + 1] ?? 1), 0);
}

/** x⁵ + x² + 1, irreducible and primitive over two elements. */
const POLYNOMIAL = 0b100101;

function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 0; bit < 5; bit++) if ((b >> bit) & 1) product ^= a << bit;
  for (let bit = 8; bit >= 5; bit--) if ((product >> bit) & 1) product ^= POLYNOMIAL << (bit - 5);
  return product;
}

/** Powers of the generator: all different up to the 30th. */
const POWERS: readonly number[] = Array.from({ length: LENGTH }).reduce<number[]>(
  (powers) => [...powers, times(powers.at(-1) ?? 1, 2)],
  [1],
);
