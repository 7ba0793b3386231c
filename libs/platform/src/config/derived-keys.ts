import { hkdfSync } from 'node:crypto';

/** The purposes there are; a key of one is no key of another. */
export type KeyPurpose = 'enquiry-codes' | 'enquiry-codes-kept' | 'comparison-rows';

/**
 * Keys derived from the installation's secret, one for each purpose (HKDF-SHA-256, RFC 5869), 32 bytes; none is stored.
 * The secret is KALLELSE_SECRET, else the password of DATABASE_URL, else the one kept in the data folder: when it
 * changes, what was made with the keys is worthless.
 */
export class DerivedKeys {
  constructor(private readonly secret: () => Promise<string>) {}

  async key(purpose: KeyPurpose): Promise<Buffer> {
    return Buffer.from(hkdfSync('sha256', await this.secret(), '', `kallelse ${purpose}`, 32));
  }
}
