import { ORGANS_LEFT_SQL } from '@kallelse/episodes';
import { servingUnitSql } from '@kallelse/population';
import type { EntityManager } from 'typeorm';
import type { ContactKind } from '../domain/contact-kind';

/** One dispatch with everything its letter is made from. Personal data: never logged, never in an error. */
export interface LetterRow {
  readonly dispatch_id: number;
  readonly contact_id: number;
  readonly kind: ContactKind;
  readonly step: string;
  /** That of the rules, or of the arm that was drawn. */
  readonly template: string;
  /** Of an enquiry: what is still unknown of what was to be asked. */
  readonly organs: string[];
  readonly programme: string | null;
  readonly definition_id: number | null;
  readonly valid_until: string | null;
  readonly language: string | null;
  readonly unit_id: string | null;
  readonly given_names: string | null;
  readonly family_name: string | null;
  readonly care_of: string | null;
  readonly address1: string | null;
  readonly address2: string | null;
  readonly postcode: string | null;
  readonly city: string | null;
  readonly country: string | null;
  readonly number: string | null;
  readonly birth_date: string;
  readonly municipality: string | null;
  /** Of a replacement: what became of the kit that it takes the place of. */
  readonly replaces: string | null;
  /** The time of the round, by the clock of Stockholm. */
  readonly booked_day: string | null;
  readonly booked_time: string | null;
  readonly booked_place: string | null;
}

const ADDRESS = ['care_of', 'address1', 'address2', 'postcode', 'city', 'country'];
/** A special postal address takes the place of the registered one, as a whole. */
const SPECIAL = `coalesce(person.special_address1, person.special_address2, person.special_postcode) IS NOT NULL`;
const MAIL = ADDRESS.map(
  (name) => `CASE WHEN ${SPECIAL} THEN person.special_${name} ELSE person.${name} END AS ${name}`,
);

/**
 * Reads the dispatches that a condition on `dispatch` selects, in the order of postcodes (for sorting at the printer),
 * in a transaction of kallelse_delivery: the only role that may join a contact with a name.
 */
export function readLetterRows(
  tx: EntityManager,
  condition: string,
  values: unknown[],
): Promise<LetterRow[]> {
  return tx.query<LetterRow[]>(
    `SELECT dispatch.id AS dispatch_id, contact.id AS contact_id, contact.kind, contact.step, coalesce(measure.templates -> episode.arm ->> contact.template, contact.template) AS template,
       ${ORGANS_LEFT_SQL} AS organs,
       episode.programme, episode.definition_id, episode.valid_until, reach.language, person.given_names, person.family_name,
       ${MAIL.join(', ')}, number.value AS number, facts.birth_date, facts.municipality, replaced.reason AS replaces,
       booked.day AS booked_day, booked.time AS booked_time, booked.place AS booked_place,
       coalesce(booked.unit, ${servingUnitSql('episode.programme', 'episode.district', 'episode.opened_on')}, office.id) AS unit_id
     FROM screening.dispatches AS dispatch JOIN screening.contacts AS contact ON contact.id = dispatch.contact_id
     LEFT JOIN screening.episodes AS episode ON episode.id = contact.episode_id
     LEFT JOIN screening.interventions AS measure ON measure.id = episode.intervention_id
     JOIN screening.resident_facts AS facts ON facts.resident_id = screening.present_resident(contact.resident_id)
     JOIN screening.resident_reach AS reach ON reach.resident_id = facts.resident_id
     JOIN identity.persons AS person ON person.resident_id = facts.resident_id AND person.superseded_at IS NULL
     LEFT JOIN LATERAL (SELECT value FROM identity.identifiers AS identifier WHERE identifier.resident_id = facts.resident_id
       AND identifier.type IN ('personnummer', 'samordningsnummer') ORDER BY current DESC, recorded_at DESC LIMIT 1) AS number ON true
     LEFT JOIN LATERAL (SELECT id FROM screening.units AS unit WHERE unit.region = coalesce(episode.region, facts.region)
       ORDER BY unit.kind = 'office' DESC, id LIMIT 1) AS office ON true
     LEFT JOIN LATERAL (SELECT to_char(slot.starts_at AT TIME ZONE 'Europe/Stockholm', 'YYYY-MM-DD') AS day,
         to_char(slot.starts_at AT TIME ZONE 'Europe/Stockholm', 'HH24:MI') AS time, slot.unit,
         concat_ws(', ', unit.name, unit.visiting_address, unit.city) AS place
       FROM screening.booked_times AS own JOIN screening.slots AS slot ON slot.id = own.slot_id JOIN screening.units AS unit ON unit.id = slot.unit
       WHERE own.episode_id = episode.id AND own.state = 'booked') AS booked ON true
     LEFT JOIN screening.kit_orders AS replaced ON replaced.replacement_contact_id = contact.id
     WHERE ${condition} ORDER BY postcode NULLS LAST, dispatch.id`,
    values,
  );
}
