import type { Databases } from '@kallelse/platform';

/** A round of a resident, open or over. */
export interface ShownRound {
  readonly episode: number;
  readonly programme: string;
  readonly state: string;
  readonly openedOn: string;
  readonly handedOverOn: string | null;
  readonly validUntil: string | null;
  readonly closedOn: string | null;
  readonly closeReason: string | null;
}

/** A contact of a resident that is under way: of an open round, or an enquiry that nobody has answered. */
export interface ShownContact {
  readonly contact: number;
  readonly batch: number;
  /** Null: the organ enquiry, which is of no programme. */
  readonly programme: string | null;
  readonly step: string;
  readonly state: string;
  readonly reason: string | null;
  readonly dueOn: string;
  readonly handedOverOn: string | null;
}

/** Shows what somebody is in the middle of. Recording the reading is up to who shows it. */
export class ResidentRounds {
  constructor(private readonly databases: Databases) {}

  async of(resident: number): Promise<{
    readonly rounds: readonly ShownRound[];
    readonly contacts: readonly ShownContact[];
  }> {
    const read = <T>(text: string): Promise<T[]> =>
      this.databases.query<T>('kallelse_selection', text, [resident]);
    return { rounds: await read<ShownRound>(ROUNDS), contacts: await read<ShownContact>(CONTACTS) };
  }
}

const ROUNDS = `
  SELECT id AS episode, programme, state, opened_on AS "openedOn", handed_over_on AS "handedOverOn",
    valid_until AS "validUntil", closed_on AS "closedOn", close_reason AS "closeReason"
  FROM screening.episodes WHERE resident_id = $1 ORDER BY opened_on, id`;

const CONTACTS = `
  SELECT contact.id AS contact, contact.batch_id AS batch, coalesce(episode.programme, batch.programme) AS programme, step, contact.state, reason,
    due_on AS "dueOn", contact.handed_over_on AS "handedOverOn"
  FROM screening.contacts AS contact JOIN screening.batches AS batch ON batch.id = contact.batch_id
  LEFT JOIN screening.episodes AS episode ON episode.id = contact.episode_id
  WHERE contact.resident_id = $1 AND (episode.state = 'open' OR (contact.kind IN ('enquiry', 'questionnaire') AND contact.closed_on IS NULL))
  ORDER BY due_on, contact.id`;
