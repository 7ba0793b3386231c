/**
 * The text as it can be set in type: composed characters (NFC), every kind of white space and control character as one
 * space, invisible format characters (direction marks, joiners, soft hyphens) dropped, broken surrogates replaced so that
 * the font check sees them. Non-breaking spaces stay.
 */
export function printable(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Zs}]+/gu, (run) => (/^\u00a0+$/.test(run) ? '\u00a0' : ' '))
    .trim();
}

/** Printable ASCII and Latin-1 letters with single inner spaces: by far the commonest, and already as it should be. */
const PLAIN = /^(?:[!-~\u00c0-\u00ff]+(?: [!-~\u00c0-\u00ff]+)*)?$/;

/** Keeps the groups of a phone number or date on one line. */
export function unbreakable(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}
