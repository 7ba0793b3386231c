import fc from 'fast-check';
import { isKitCode } from './kit-code';

describe('the code of a kit', () => {
  it.each([
    // GS1 General Specifications, example of a GTIN-13 and of an SSCC.
    ['gs1-mod10', '6291041500213', true],
    ['gs1-mod10', '106141412345678908', true],
    ['gs1-mod10', '6291041500214', false],
    ['gs1-mod10', '62910415A0213', false],
    // ISO/IEC 7064: the example of its annex, A12425GABC1234002 with the check character M.
    ['iso7064-mod37-36', 'A12425GABC1234002M', true],
    ['iso7064-mod37-36', 'A12425GABC1234002N', false],
    ['iso7064-mod37-36', 'A12425GABC-234002M', false],
    ['none', 'AB-12345678', true],
    ['none', 'ab-12345678', false],
    ['none', '12345678', false],
    ['none', `A${'1'.repeat(40)}`, false],
    ['none', '=12345678', false],
  ] as const)('%s of %s is right: %s', (check, code, isRight) => {
    expect(isKitCode(code, check)).toBe(isRight);
  });

  it.each(['gs1-mod10', 'iso7064-mod37-36'] as const)(
    'with %s shows every single misread character',
    (check) => {
      const signs = check === 'gs1-mod10' ? '0123456789' : '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
      const sign = fc.constantFrom(...Array.from(signs));
      fc.assert(
        fc.property(fc.array(sign, { minLength: 9, maxLength: 20 }), fc.nat(), sign, (body, where, other) => {
          const code =
            Array.from(signs)
              .map((last) => body.join('') + last)
              .find((one) => isKitCode(one, check)) ?? '';
          expect(code).not.toBe('');
          const place = where % code.length;
          const misread = code.slice(0, place) + other + code.slice(place + 1);
          expect(isKitCode(misread, check)).toBe(misread === code);
        }),
        { seed: 7, numRuns: 300 },
      );
    },
  );
});
