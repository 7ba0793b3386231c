import type { EntityManager } from 'typeorm';

/**
 * Raises an exception of a kind for dispatches, once each, about the person that each is now.
 * @param contacts only those of these contacts; absent: of all
 */
export async function raise(
  tx: EntityManager,
  kind: string,
  dispatches: readonly number[],
  now: Date,
  contacts?: readonly number[],
): Promise<void> {
  await tx.query(
    `INSERT INTO screening.exceptions (kind, subject, resident_id, details, raised_at)
     SELECT $3, 'dispatch ' || dispatch.id, screening.present_resident(contact.resident_id),
       jsonb_strip_nulls(jsonb_build_object('reason', dispatch.reason)), $2
     FROM screening.dispatches AS dispatch JOIN screening.contacts AS contact ON contact.id = dispatch.contact_id
     WHERE dispatch.id = ANY ($1::bigint[]) AND ($4::bigint[] IS NULL OR contact.id = ANY ($4)) ON CONFLICT DO NOTHING`,
    [dispatches, now, kind, contacts ?? null],
  );
}
