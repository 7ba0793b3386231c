import type { PlainDate } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';

/** A contact that has gone out, with the number by which others (a laboratory, a partner system) know the person. */
export interface SentContact {
  readonly contact: number;
  readonly dispatch: number;
  readonly channel: string;
  readonly programme: string;
  readonly kind: 'invitation' | 'reminder';
  readonly handedOverOn: PlainDate;
  readonly areaType: number | null;
  /** Personal data. */
  readonly identity: string;
}

/** Tells other systems which invitations and reminders have gone out: what a laboratory needs to expect samples. */
export class SentContacts {
  constructor(private readonly databases: Databases) {}

  /** Contacts handed over after a contact id, in the order of ids, at most `limit`. */
  after(contact: number, limit: number): Promise<SentContact[]> {
    return this.databases.query(
      'kallelse_delivery',
      `SELECT contact.id AS contact, dispatch.id AS dispatch, dispatch.channel, episode.programme, contact.kind,
         contact.handed_over_on AS "handedOverOn", episode.area_type AS "areaType", number.value AS identity
       FROM screening.contacts AS contact JOIN screening.episodes AS episode ON episode.id = contact.episode_id
       JOIN LATERAL (SELECT id, channel FROM screening.dispatches AS tried WHERE tried.contact_id = contact.id
         ORDER BY attempt DESC LIMIT 1) AS dispatch ON true
       JOIN LATERAL (SELECT value FROM identity.identifiers AS identifier WHERE identifier.resident_id = contact.resident_id
         ORDER BY current DESC, recorded_at DESC LIMIT 1) AS number ON true
       WHERE contact.state = 'handed-over' AND contact.kind <> 'enquiry' AND contact.id > $1 ORDER BY contact.id LIMIT $2`,
      [contact, limit],
    );
  }
}
