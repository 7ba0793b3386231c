import { createHash } from 'node:crypto';

/** Anything JSON can hold. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * The canonical text of a JSON value: keys sorted by UTF-16 code unit, no white space, absent values left out
 * (JSON Canonicalization Scheme, RFC 8785, whose number and string forms are those of JSON.stringify).
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonicalJson(item)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).filter((entry): entry is [string, Json] => entry[1] !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}

/** SHA-256 of the canonical text, in hex: equal content has equal hash, however it was written down. */
export function canonicalHash(value: Json): string {
  return sha256(canonicalJson(value));
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
