import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ProblemError } from '@kallelse/kernel';

const NONCE = 12;
const TAG = 16;

/**
 * Encrypts and authenticates (AES-256-GCM, NIST SP 800-38D): nonce, tag, ciphertext.
 * @param key 32 bytes
 */
export function seal(key: Uint8Array, content: string | Uint8Array): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const text = Buffer.concat([cipher.update(content as string), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

/** Undoes {@link seal}. @throws ProblemError SEAL_BROKEN with another key, or when a bit has changed */
export function unseal(key: Uint8Array, sealed: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE));
  try {
    decipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]);
  } catch {
    throw new ProblemError('SEAL_BROKEN', 'what was encrypted cannot be read with the present secret', {
      fix: 'set KALLELSE_SECRET to what it was when it was written',
    });
  }
}
