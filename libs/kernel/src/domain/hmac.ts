import { createHash } from 'node:crypto';

/** A key as the two padded blocks of HMAC-SHA-256 (RFC 2104). */
export interface HmacBlocks {
  readonly inner: Buffer;
  readonly outer: Buffer;
}

const BLOCK = 64;

/**
 * Prepares a key so that HMAC-SHA-256 can be computed where only SHA-256 is at hand, as in SQL:
 * sha256(outer || sha256(inner || message)).
 */
export function hmacBlocks(key: string | Uint8Array): HmacBlocks {
  const bytes = Buffer.from(key as string);
  const short = bytes.length > BLOCK ? createHash('sha256').update(bytes).digest() : bytes;
  const padded = Buffer.concat([short, Buffer.alloc(BLOCK - short.length)]);
  const masked = (mask: number): Buffer => Buffer.from(padded.map((byte) => byte ^ mask));
  return { inner: masked(0x36), outer: masked(0x5c) };
}
