import type { PlainDate } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { BatchFilters } from '../domain/batch-filters';

/** A generated batch of a programme, and whether one person got a round of it. */
export interface GeneratedBatch {
  readonly id: number;
  readonly region: string | null;
  readonly filters: BatchFilters;
  readonly definitionId: number;
  /** The day it decided for. */
  readonly asOf: PlainDate;
  readonly on: PlainDate;
  /** The moment of its decision; what was recorded later had no part in it. */
  readonly decidedAt: Date;
  readonly episode: number | null;
  /** Kallelse's own events of the person that the batch brought about. */
  readonly refs: readonly string[];
}

export interface RoundRow {
  readonly episode: number;
  readonly batch: number;
  readonly definitionId: number;
  readonly definition: string;
  readonly hash: string;
  readonly openedOn: PlainDate;
  readonly closedOn: PlainDate | null;
  readonly closeReason: string | null;
}

export interface ContactRow {
  readonly contact: number;
  readonly batch: number;
  readonly message: string;
  readonly state: string;
  readonly reason: string | null;
  readonly dueOn: PlainDate;
  readonly handedOverOn: PlainDate | null;
  readonly changedOn: PlainDate;
  readonly channel: string | null;
}

/** Reads what batches, rounds and contacts there were of one resident ($1) in one programme ($2). */
export class HistoryRows {
  constructor(private readonly databases: Databases) {}

  /** The latest generated batches up to a day, the latest first, each with the day and moment it decided. */
  batchesUntil(
    resident: number,
    programme: string,
    until: PlainDate,
    most: number,
  ): Promise<GeneratedBatch[]> {
    return this.databases.query(
      'kallelse_selection',
      batchesSql(`${GENERATED_ON} <= $3 ORDER BY batch.generated_at DESC, batch.id DESC LIMIT $4`),
      [resident, programme, until, most],
    );
  }

  async batch(resident: number, programme: string, id: number): Promise<GeneratedBatch | undefined> {
    const sql = batchesSql('batch.id = $3');
    return (
      await this.databases.query<GeneratedBatch>('kallelse_selection', sql, [resident, programme, id])
    )[0];
  }

  /** Batches that decided on a day for the same day or another. */
  batchesOn(resident: number, programme: string, on: PlainDate, asOf: PlainDate): Promise<GeneratedBatch[]> {
    const sql = batchesSql(`${GENERATED_ON} = $3 AND ${DECIDED_FOR} = $4 ORDER BY batch.id`);
    return this.databases.query('kallelse_selection', sql, [resident, programme, on, asOf]);
  }

  rounds(resident: number, programme: string): Promise<RoundRow[]> {
    return this.databases.query('kallelse_selection', ROUNDS, [resident, programme]);
  }

  /** Messages of rounds of the programme, and those that are of no round. */
  contacts(resident: number, programme: string): Promise<ContactRow[]> {
    return this.databases.query('kallelse_app', CONTACTS, [resident, programme]);
  }
}

const GENERATED_ON = `(batch.generated_at AT TIME ZONE 'Europe/Stockholm')::date`;
const DECIDED_FOR = `greatest(batch.as_of, ${GENERATED_ON})`;

function batchesSql(which: string): string {
  return `
    SELECT batch.id, batch.region, batch.filters, batch.definition_id AS "definitionId", ${DECIDED_FOR} AS "asOf",
      ${GENERATED_ON} AS "on", coalesce(own.began, batch.generated_at) AS "decidedAt", episode.id AS episode,
      CASE WHEN episode.id IS NULL THEN '{}' ELSE ARRAY['kallelse:episode:' || episode.id] || ARRAY(
        SELECT 'kallelse:contact:' || contact.id FROM screening.contacts AS contact WHERE contact.episode_id = episode.id) END AS refs
    FROM screening.batches AS batch
    LEFT JOIN screening.episodes AS episode ON episode.batch_id = batch.id AND episode.resident_id = $1
    LEFT JOIN LATERAL (SELECT min(recorded_at) AS began FROM (
      SELECT recorded_at FROM screening.events WHERE ref = 'kallelse:episode:' || episode.id AND superseded_at IS NULL
      UNION ALL
      SELECT recorded_at FROM screening.events WHERE ref = 'kallelse:episode:' || episode.id AND superseded_at IS NOT NULL
    ) AS versions) AS own ON true
    WHERE batch.kind = 'invitation' AND batch.programme = $2 AND batch.generated_at IS NOT NULL AND ${which}`;
}

const ROUNDS = `
  SELECT episode.id AS episode, episode.batch_id AS batch, definition.id AS "definitionId",
    definition.programme || '@' || definition.version AS definition, definition.hash, episode.opened_on AS "openedOn",
    episode.closed_on AS "closedOn", episode.close_reason AS "closeReason"
  FROM screening.episodes AS episode JOIN screening.definitions AS definition ON definition.id = episode.definition_id
  WHERE episode.resident_id = $1 AND episode.programme = $2 ORDER BY episode.opened_on, episode.id`;

const CONTACTS = `
  SELECT contact.id AS contact, contact.batch_id AS batch, contact.kind AS message, contact.state, contact.reason,
    contact.due_on AS "dueOn", contact.handed_over_on AS "handedOverOn",
    (contact.changed_at AT TIME ZONE 'Europe/Stockholm')::date AS "changedOn",
    (SELECT channel FROM screening.dispatches AS dispatch WHERE dispatch.contact_id = contact.id ORDER BY attempt DESC LIMIT 1) AS channel
  FROM screening.contacts AS contact LEFT JOIN screening.episodes AS episode ON episode.id = contact.episode_id
  WHERE contact.resident_id = $1 AND (episode.programme = $2 OR contact.episode_id IS NULL)
  ORDER BY contact.id`;
