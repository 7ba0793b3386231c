import { Weighted } from './random';

/** Languages other than Swedish that people have asked for, by their ISO 639 codes. */
export const LANGUAGES = new Weighted<string>([
  ['en', 20],
  ['ar', 18],
  ['so', 9],
  ['fa', 8],
  ['pl', 8],
  ['ti', 6],
  ['tr', 5],
  ['bs', 5],
  ['fi', 5],
  ['es', 5],
  ['ckb', 4],
  ['uk', 4],
  ['th', 3],
]);

/** Forms of a letter other than the ordinary one. */
export const FORMATS = new Weighted<string>([
  ['easy-read', 50],
  ['large-print', 35],
  ['braille', 5],
  ['audio', 10],
]);

export const CHANNELS = new Weighted<string>([
  ['paper', 70],
  ['1177', 30],
]);
