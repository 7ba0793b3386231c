import fc from 'fast-check';
import { thrownBy } from '../../../../test/support/thrown';
import { readReason } from './reason';

it('takes a reason as it is, without the space around it', () => {
  expect(readReason('  the caller asked on 2026-11-24 10:30, resident 1234567 ')).toBe(
    'the caller asked on 2026-11-24 10:30, resident 1234567',
  );
});

it.each([
  ['', 'REASON_MISSING'],
  ['  ', 'REASON_MISSING'],
  ['x'.repeat(501), 'REASON_LONG'],
])('refuses %p as %s', (text, code) => {
  expect(thrownBy(() => readReason(text))).toMatchObject({ code, exitCode: 2 });
});

it('refuses an identity number in every way people write one, without repeating it', () => {
  const digits = (count: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^[0-9]{${count}}$`));
  const number = fc
    .record({
      born: fc.oneof(
        ...[digits(8), digits(6)],
        digits(8).map((day) => `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`),
      ),
      sign: fc.constantFrom('', '-', '+', ' '),
      last: digits(4),
    })
    .map(({ born, sign, last }) => `${born}${sign}${last}`);
  fc.assert(
    fc.property(number, (written) => {
      const error = thrownBy(() => readReason(`about ${written} again`)) as Error;
      expect(error).toMatchObject({ code: 'REASON_NUMBER' });
      expect(error.message).not.toContain(written);
    }),
    { seed: 20261126 },
  );
});
