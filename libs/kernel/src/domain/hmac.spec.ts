import { createHash, createHmac, randomBytes } from 'node:crypto';
import { hmacBlocks } from './hmac';

const sha256 = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();

describe('hmac blocks', () => {
  it.each(['', 'k', randomBytes(32).toString('hex'), 'x'.repeat(64), 'y'.repeat(65)])(
    'give HMAC-SHA-256 for key %#',
    (key) => {
      const { inner, outer } = hmacBlocks(key);
      const message = Buffer.from('resident 12');
      expect(sha256(outer, sha256(inner, message))).toEqual(
        createHmac('sha256', key).update(message).digest(),
      );
    },
  );
});
