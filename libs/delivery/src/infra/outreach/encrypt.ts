import { readFile } from 'node:fs/promises';
import { createMessage, encrypt, readKey } from 'openpgp';
import { ProblemError } from '@kallelse/kernel';

/** Files with names for those who look people up, encrypted for them alone where their key is known (OpenPGP, RFC 9580). */
export class ListCipher {
  /** @param keyFile their public key, armored; absent: lists lie as they are in the artefact store */
  constructor(private readonly keyFile: string | undefined) {}

  /** The name and content of a file as it is to be written. @throws ProblemError OUTREACH_KEY */
  async close(name: string, text: string): Promise<{ readonly name: string; readonly content: string }> {
    if (this.keyFile === undefined) return { name, content: text };
    try {
      const key = await readKey({ armoredKey: await readFile(this.keyFile, 'utf8') });
      const message = await createMessage({ text });
      return { name: `${name}.asc`, content: await encrypt({ message, encryptionKeys: key.toPublic() }) };
    } catch {
      throw new ProblemError(
        'OUTREACH_KEY',
        'KALLELSE_OUTREACH_KEY names no file with a public OpenPGP key that encrypts, or one that has run out',
        {
          fix: 'ask those who look people up for their present public key (gpg --armor --export); lists wait',
        },
      );
    }
  }
}
