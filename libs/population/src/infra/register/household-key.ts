import type { EntityManager } from 'typeorm';
import type { HmacKey } from './register-context';

const BLOCK = 64;

/** The secret of household keys as HMAC's two padded blocks (RFC 2104). */
export async function householdKey(tx: EntityManager): Promise<HmacKey> {
  const [row] = await tx.query<{ value: Buffer }[]>(
    `SELECT value FROM identity.keys WHERE name = 'household'`,
  );
  if (!row) throw new Error('the household key is missing');
  const padded = Buffer.concat([row.value, Buffer.alloc(BLOCK - row.value.length)]);
  const masked = (mask: number): Buffer => Buffer.from(padded.map((byte) => byte ^ mask));
  return { inner: masked(0x36), outer: masked(0x5c) };
}
