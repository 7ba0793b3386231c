import type { RegisterImport } from './register-context';

const ADDRESS = ['care_of', 'address1', 'address2', 'postcode', 'city', 'country'].flatMap((part) => [
  part,
  `special_${part}`,
]);
const addressOf = (person: string): string => `(${ADDRESS.map((part) => `${person}.${part}`).join(', ')})`;

/** A new address ends what a letter that came back from the old one began: letters go there again. */
export async function closeReturned({ tx, now }: RegisterImport): Promise<void> {
  await tx.query(
    `UPDATE screening.exceptions AS raised SET resolved_at = $1, resolved_by = 'system:import'
     FROM identity.persons AS present, identity.persons AS former
     WHERE raised.kind = 'letter-returned' AND raised.resolved_at IS NULL
       AND present.resident_id = raised.resident_id AND present.superseded_at IS NULL
       AND former.resident_id = raised.resident_id AND former.recorded_at <= raised.raised_at
       AND coalesce(former.superseded_at, 'infinity') > raised.raised_at
       AND ${addressOf('present')} IS DISTINCT FROM ${addressOf('former')}`,
    [now],
  );
}
