import type { KitCheck } from '@kallelse/eligibility';

/** What may stand on a kit: digits, capital letters and dashes, as Code 128 and DataMatrix print them. */
const FORM = /^[0-9A-Z][0-9A-Z-]{8,39}$/;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Whether a text can be the code of a kit: a misread character shows in the last one, if the kits have such a check. */
export function isKitCode(code: string, check: KitCheck): boolean {
  if (!FORM.test(code)) return false;
  switch (check) {
    case 'gs1-mod10':
      return /^\d+$/.test(code) && gs1Sum(code) % 10 === 0;
    case 'iso7064-mod37-36':
      return !code.includes('-') && hybridSum(code) === 1;
    case 'none':
      return true;
  }
}

/** GS1 General Specifications 7.9: weights 3 and 1 from the right, the check digit's weight 1. */
function gs1Sum(digits: string): number {
  return Array.from(digits)
    .reverse()
    .reduce((sum, digit, place) => sum + Number(digit) * (place % 2 === 0 ? 1 : 3), 0);
}

/** ISO/IEC 7064:2003, hybrid system MOD 37,36: 1 for a code whose last character is right. */
function hybridSum(code: string): number {
  const signs = Array.from(code).map((sign) => ALPHABET.indexOf(sign));
  const last = signs.pop() ?? 0;
  const product = signs.reduce((sum, sign) => {
    const added = (sum + sign) % 36 || 36;
    return (added * 2) % 37;
  }, 36);
  return (product + last) % 36;
}
