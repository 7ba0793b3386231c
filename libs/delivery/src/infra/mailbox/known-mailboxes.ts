import type { EntityManager } from 'typeorm';

/** Whoever has got or closed a mailbox since is found out at the next letter after this. */
const KNOWN_FOR = `interval '1 day'`;

/** Somebody of whom nobody knows whether they have a mailbox. */
export interface UnaskedResident {
  readonly id: number;
  /** Twelve digits; personal data. */
  readonly number: string;
}

/**
 * Of some contacts, the residents whose mailbox has not been asked about lately and may be used: a personnummer, no
 * protection, and no wish for paper or another channel.
 */
export function readUnasked(
  tx: EntityManager,
  contacts: string,
  values: unknown[],
  limit: number,
): Promise<UnaskedResident[]> {
  return tx.query(
    `SELECT DISTINCT reach.resident_id AS id, own.value AS number FROM screening.contacts AS contact
     JOIN screening.resident_reach AS reach ON reach.resident_id = screening.present_resident(contact.resident_id)
     JOIN identity.identifiers AS own ON own.resident_id = reach.resident_id AND own.type = 'personnummer' AND own.current
     LEFT JOIN screening.mailboxes AS box ON box.resident_id = reach.resident_id AND box.asked_at > clock_timestamp() - ${KNOWN_FOR}
     WHERE ${contacts} AND box.resident_id IS NULL AND reach.identity_type = 'personnummer' AND reach.protection = 'none'
       AND coalesce(reach.channel, 'secure-mailbox') = 'secure-mailbox'
     ORDER BY 1 LIMIT ${limit}`,
    values,
  );
}

/** Writes down who has a mailbox and who has none. */
export async function keepAnswers(
  tx: EntityManager,
  asked: readonly UnaskedResident[],
  reachable: ReadonlySet<string>,
): Promise<void> {
  await tx.query(
    `INSERT INTO screening.mailboxes (resident_id, is_reachable, asked_at)
     SELECT id, is_reachable, clock_timestamp() FROM unnest($1::bigint[], $2::boolean[]) AS told(id, is_reachable)
     ON CONFLICT (resident_id) DO UPDATE SET is_reachable = excluded.is_reachable, asked_at = excluded.asked_at`,
    [asked.map(({ id }) => id), asked.map(({ number }) => reachable.has(number))],
  );
}

/** The service has said of a message that there is no mailbox. */
export async function forgetMailboxes(tx: EntityManager, dispatches: readonly number[]): Promise<void> {
  await tx.query(
    `UPDATE screening.mailboxes SET is_reachable = false, asked_at = clock_timestamp()
     WHERE resident_id IN (SELECT screening.present_resident(contact.resident_id) FROM screening.contacts AS contact
       JOIN screening.dispatches AS dispatch ON dispatch.contact_id = contact.id WHERE dispatch.id = ANY ($1::bigint[]))`,
    [dispatches],
  );
}
