import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { codeFrom, printedCode, RANDOM_CHARACTERS, readCode } from './enquiry-code';

const random = fc.uint8Array({ minLength: RANDOM_CHARACTERS, maxLength: RANDOM_CHARACTERS });
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

describe('a code', () => {
  it('holds at least 80 random bits: every character of them comes as often as any other', () => {
    expect(5 * RANDOM_CHARACTERS).toBeGreaterThanOrEqual(80);
    const seen = new Set(Array.from({ length: 256 }, (_, byte) => codeFrom(new Uint8Array(17).fill(byte))));
    expect(seen.size).toBe(32);
  });

  it('reads back however it is typed', () => {
    fc.assert(
      fc.property(random, (bytes) => {
        const code = codeFrom(bytes);
        expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{18}$/);
        expect(readCode(code)).toBe(code);
        expect(readCode(printedCode(code))).toBe(code);
        expect(readCode(` ${code.toLowerCase().replaceAll('1', 'l').replaceAll('0', 'o')}-`)).toBe(code);
      }),
      { seed: 17, numRuns: 200 },
    );
  });

  it('is printed in three groups that stay on one line', () => {
    expect(printedCode(codeFrom(new Uint8Array(17).fill(7)))).toMatch(/^7{6}\u00a07{6}\u00a07{5}[0-9A-Z]$/);
  });

  it('with any one character wrong is no code', () => {
    const code = codeFrom(randomBytes(RANDOM_CHARACTERS));
    for (let place = 0; place < code.length; place++)
      for (const letter of ALPHABET)
        if (letter !== code[place])
          expect(readCode(code.slice(0, place) + letter + code.slice(place + 1))).toBeUndefined();
  });

  it('with any two characters in each other’s place is no code', () => {
    fc.assert(
      fc.property(random, fc.nat(17), fc.nat(17), (bytes, i, j) => {
        const letters = Array.from(codeFrom(bytes));
        [letters[i], letters[j]] = [letters[j] ?? '', letters[i] ?? ''];
        const swapped = letters.join('');
        expect(readCode(swapped) === undefined).toBe(swapped !== codeFrom(bytes));
      }),
      { seed: 17, numRuns: 500 },
    );
  });

  it.each(['', '0', 'K7Q2MZ 4HD9XA 8WTR5', 'ÅÄÖ', '19800505-9805', 'U'.repeat(18), '0'.repeat(400)])(
    'is not made of "%s"',
    (text) => {
      expect(readCode(text)).toBeUndefined();
    },
  );
});
