import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a request says of itself: the headers `webhook-id`, `webhook-timestamp` and `webhook-signature`. */
export interface SignedHeaders {
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
}

/** Seconds that the sender's clock and ours may differ, and that a request may be on its way. */
const TOLERANCE_SECONDS = 300;
const ID = /^[A-Za-z0-9._-]{1,100}$/;
const PREFIX = 'whsec_';
/** More signatures than a sender that changes its key needs. */
const MOST_SIGNATURES = 5;

/**
 * Whether somebody who has the key sent these very bytes, lately: a signature of Standard Webhooks (version `v1`:
 * HMAC-SHA-256 of `id.timestamp.body`, in base64; several stand side by side while a key is changed),
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 * @param key `whsec_` and the key in base64
 */
export function isSigned(
  body: Uint8Array,
  { id, timestamp, signature }: SignedHeaders,
  key: string,
  now: Date,
): boolean {
  if (id === undefined || timestamp === undefined || signature === undefined) return false;
  if (!ID.test(id) || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const expected = createHmac('sha256', Buffer.from(key.slice(PREFIX.length), 'base64'))
    .update(`${id}.${timestamp}.`)
    .update(body)
    .digest();
  const given = signature.split(' ').slice(0, MOST_SIGNATURES);
  return given.some((one) => {
    if (!one.startsWith('v1,')) return false;
    const bytes = Buffer.from(one.slice(3), 'base64');
    return bytes.length === expected.length && timingSafeEqual(bytes, expected);
  });
}
