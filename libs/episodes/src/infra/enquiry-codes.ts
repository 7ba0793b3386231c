import { createHmac, randomBytes } from 'node:crypto';
import { toDay, toPlainDate, type PlainDate } from '@kallelse/kernel';
import { seal, unseal, type DerivedKeys } from '@kallelse/platform';
import type { EntityManager } from 'typeorm';
import { codeFrom, RANDOM_CHARACTERS } from '../domain/enquiry-code';

/** How long a code is good for. */
const VALID_DAYS = 180;

/** A dispatch whose letter holds a code: an enquiry, or the confirmation of an answer. */
export interface CodedDispatch {
  readonly dispatchId: number;
  readonly contactId: number;
  /** What the letter asks about; of a confirmation none. */
  readonly organs: readonly string[];
}

interface KeptCode {
  readonly dispatch_id: number;
  readonly sealed: Buffer | null;
}

/**
 * The codes of enquiry letters. One is drawn at random for each dispatch when its letter is made, stored as its HMAC,
 * and kept encrypted only until the letter has left: if it has to be made again until then, it is the same letter.
 */
export class EnquiryCodes {
  constructor(private readonly keys: DerivedKeys) {}

  /** What a code is found by (HMAC-SHA-256 under a key that is in no database). */
  async hmacOf(code: string): Promise<Buffer> {
    return createHmac('sha256', await this.keys.key('enquiry-codes'))
      .update(code)
      .digest();
  }

  /**
   * The codes of dispatches whose letters are made now, in a transaction of kallelse_delivery.
   * @returns by dispatch; a letter that has left already has none any more
   */
  async issue(
    tx: EntityManager,
    dispatches: readonly CodedDispatch[],
    { now, today }: { readonly now: Date; readonly today: PlainDate },
  ): Promise<ReadonlyMap<number, string>> {
    if (dispatches.length === 0) return new Map();
    const key = await this.keys.key('enquiry-codes-kept');
    const kept = await tx.query<KeptCode[]>(
      'SELECT dispatch_id, sealed FROM screening.enquiry_codes WHERE dispatch_id = ANY ($1::bigint[])',
      [dispatches.map(({ dispatchId }) => dispatchId)],
    );
    const known = new Set(kept.map(({ dispatch_id: id }) => id));
    const fresh = dispatches.filter(({ dispatchId }) => !known.has(dispatchId));
    const drawn = new Map(
      fresh.map(({ dispatchId }) => [dispatchId, codeFrom(randomBytes(RANDOM_CHARACTERS))]),
    );
    const rows = await Promise.all(
      fresh.map(async ({ dispatchId, contactId, organs }) => {
        const code = drawn.get(dispatchId) ?? '';
        const hmac = (await this.hmacOf(code)).toString('hex');
        return { hmac, dispatchId, contactId, organs, sealed: seal(key, code).toString('hex') };
      }),
    );
    await tx.query(
      `INSERT INTO screening.enquiry_codes (code_hmac, dispatch_id, contact_id, reply_id, organs, sealed, expires_on, issued_at)
       SELECT decode(hmac, 'hex'), "dispatchId", "contactId", contact.reply_id, given.organs, decode(sealed, 'hex'), $2, $3
       FROM jsonb_to_recordset($1::jsonb) AS given (hmac text, "dispatchId" bigint, "contactId" bigint, organs text[], sealed text)
       JOIN screening.contacts AS contact ON contact.id = "contactId"`,
      [JSON.stringify(rows), toPlainDate(toDay(today) + VALID_DAYS), now],
    );
    const again = kept.flatMap(({ dispatch_id: id, sealed }) =>
      sealed ? [[id, unseal(key, sealed).toString('utf8')] as const] : [],
    );
    return new Map([...drawn, ...again]);
  }
}
