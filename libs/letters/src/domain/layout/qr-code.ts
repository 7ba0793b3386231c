import { encode } from 'uqr';

/** Longest address that still gives a code a telephone reads at 22 mm. */
const LONGEST = 200;

/** The address as a web address with scheme, or undefined when it is none that can be printed as a QR code. */
export function webAddress(address: string): string | undefined {
  const url = /^https?:\/\//.test(address) ? address : `https://${address}`;
  if (url.length > LONGEST || !/^https?:\/\/[\x21-\x7e]+$/.test(url)) return undefined;
  return URL.canParse(url) ? url : undefined;
}

/** The modules of the code, true for dark, without border; error correction M (15 %). */
export function qrModules(url: string): readonly (readonly boolean[])[] {
  return encode(url, { ecc: 'M', border: 0 }).data;
}
