import { randomBytes } from 'node:crypto';
import { DerivedKeys } from './derived-keys';
import { seal, unseal } from './sealed';

const key = randomBytes(32);

describe('sealed content', () => {
  it('comes back as it was', () => {
    expect(unseal(key, seal(key, 'K7Q-åäö')).toString('utf8')).toBe('K7Q-åäö');
  });

  it('is different every time, and holds nothing of the text', () => {
    const [one, other] = [seal(key, 'ABCDEFGH'), seal(key, 'ABCDEFGH')];
    expect(one.equals(other)).toBe(false);
    expect(one.includes('ABCDEFGH')).toBe(false);
  });

  it.each([0, 12, 28])('is refused when byte %i has changed', (at) => {
    const changed = seal(key, 'text');
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => unseal(key, changed)).toThrow(/cannot be read/);
  });

  it('is refused with another key, and when it was cut off', () => {
    expect(() => unseal(randomBytes(32), seal(key, 'text'))).toThrow(/cannot be read/);
    expect(() => unseal(key, seal(key, 'text').subarray(0, 20))).toThrow(/cannot be read/);
  });
});

describe('derived keys', () => {
  const keys = (secret: string) => new DerivedKeys(() => Promise.resolve(secret));

  it('are the same for the same secret and purpose, and others for another', async () => {
    const one = await keys('secret-of-a-spec').key('enquiry-codes');
    expect(one).toHaveLength(32);
    expect(await keys('secret-of-a-spec').key('enquiry-codes')).toEqual(one);
    expect(await keys('secret-of-a-spec').key('comparison-rows')).not.toEqual(one);
    expect(await keys('another-secret').key('enquiry-codes')).not.toEqual(one);
  });
});
