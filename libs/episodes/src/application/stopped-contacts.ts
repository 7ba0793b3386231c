import type { Databases } from '@kallelse/platform';

/** Contacts of a batch's step that were stopped because their rules were withdrawn. */
export interface StoppedContactsOfBatch {
  readonly batch: number;
  readonly step: string;
  readonly state: string;
  readonly contacts: number;
}

/** What a withdrawal of rules has stopped. */
export class StoppedContacts {
  constructor(private readonly databases: Databases) {}

  async byDefinition(id: number): Promise<StoppedContactsOfBatch[]> {
    return this.databases.query(
      'kallelse_generate',
      `SELECT contact.batch_id AS batch, contact.step, contact.state, count(*)::int AS contacts
       FROM screening.contacts AS contact JOIN screening.batches AS batch ON batch.id = contact.batch_id
       LEFT JOIN screening.episodes AS episode ON episode.id = contact.episode_id
       WHERE CASE WHEN contact.kind = 'questionnaire' THEN batch.definition_id ELSE episode.definition_id END = $1 AND contact.reason = 'rules-withdrawn' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
      [id],
    );
  }
}
