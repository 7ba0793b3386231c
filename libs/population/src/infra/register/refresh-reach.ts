import type { EntityManager } from 'typeorm';
import { reachColumns } from './reach-sql';
import type { HmacKey } from './register-context';

/** What a resident asked for last beats what the register says of language and format. */
const preferences = (
  scope: string,
): string => `SELECT resident_id, max(value) FILTER (WHERE name = 'language') AS language,
  max(value) FILTER (WHERE name = 'format') AS format, max(value) FILTER (WHERE name = 'channel') AS channel
  FROM (SELECT DISTINCT ON (resident_id, name) resident_id, name, value FROM screening.preferences
    WHERE superseded_at IS NULL AND resident_id IN (${scope})
    ORDER BY resident_id, name, coalesce(recorded, (recorded_at AT TIME ZONE 'Europe/Stockholm')::date) DESC, seq DESC) AS latest
  GROUP BY resident_id`;

/** Computes anew how the residents of a subselect are reached. */
export async function refreshReach(tx: EntityManager, key: HmacKey, scope: string): Promise<void> {
  await tx.query(`DELETE FROM screening.resident_reach WHERE resident_id IN (${scope})`);
  await tx.query(
    `INSERT INTO screening.resident_reach
       (resident_id, identity_type, protection, address_class, language, format, household_key, channel)
     SELECT computed.resident_id, identity_type, protection, address_class, coalesce(asked.language, computed.language),
       coalesce(asked.format, computed.format), household_key, asked.channel
     FROM (SELECT person.resident_id, number.type, ${reachColumns('person', '$1', '$2')} FROM identity.persons AS person
       JOIN LATERAL (SELECT type FROM identity.identifiers AS identifier WHERE identifier.resident_id = person.resident_id
         ORDER BY current DESC, array_position(ARRAY['personnummer', 'samordningsnummer', 'reservnummer'], type),
           recorded_at DESC LIMIT 1) AS number ON true
       WHERE person.superseded_at IS NULL AND person.resident_id IN (${scope}))
       AS computed (resident_id, identity_type, protection, address_class, language, format, household_key)
     LEFT JOIN (${preferences(scope)}) AS asked USING (resident_id)`,
    [key.inner, key.outer],
  );
}
