import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import {
  OUTREACH_OUTCOMES,
  type CallOutcome,
  type ListedStand,
  type Outcome,
  type OutreachOutcome,
} from '../../domain/outreach/outcomes';
import { handOverContactsOf, moveContactsOf, moveDispatches } from '../dispatch-rows';
import { raise } from '../raise';

/** What was said of a dispatch on the outreach list, as its state and reason tell. */
const SAID = `CASE WHEN dispatch.state = 'delivered' THEN coalesce(dispatch.reason, 'told') WHEN dispatch.state = 'failed' THEN dispatch.reason END`;

/** Dispatches on outreach lists by their number, held to the end of the transaction. */
export async function readOutreach(
  tx: EntityManager,
  dispatches: readonly number[],
): Promise<Map<number, ListedStand>> {
  const rows = await tx.query<({ id: number } & ListedStand)[]>(
    `SELECT dispatch.id, dispatch.state = 'handed-over' AND contact.state = 'held' AS "isOpen", ${SAID} AS said, run.letter_date AS since
     FROM screening.dispatches AS dispatch JOIN screening.contacts AS contact ON contact.id = dispatch.contact_id
     JOIN screening.print_runs AS run ON run.id = dispatch.run_id AND run.stream = 'outreach'
     WHERE dispatch.id = ANY ($1::bigint[]) ORDER BY dispatch.id FOR UPDATE OF dispatch`,
    [dispatches],
  );
  return new Map(rows.map(({ id, ...stand }) => [id, stand]));
}

/**
 * Writes down what came of looking people up. Whoever was told has been written to on that day; of whoever was not found the letter
 * stays held, until the register says something new.
 */
export async function applyOutreach(
  tx: EntityManager,
  outcomes: readonly Outcome<OutreachOutcome>[],
  now: Date,
): Promise<void> {
  for (const outcome of OUTREACH_OUTCOMES) {
    const own = outcomes.filter((one) => one.outcome === outcome);
    const ids = own.map(({ reference }) => reference);
    if (outcome === 'told' || outcome === 'declined') {
      await moveDispatches(tx, ids, 'delivered', now, outcome);
      for (const day of new Set(own.map(({ on }) => on))) {
        const then = own.filter(({ on }) => on === day);
        await handOverContactsOf(
          tx,
          then.map(({ reference }) => reference),
          now,
          day,
        );
      }
      continue;
    }
    await moveDispatches(tx, ids, 'failed', now, outcome);
    await moveContactsOf(tx, ids, 'held', now, 'not-found');
    if (outcome === 'deceased') await raise(tx, 'deceased-hint', ids, now);
  }
}

/** The round that somebody declined is open, and nobody has written that down yet. */
const NOT_WRITTEN = `episode.state = 'open' AND NOT EXISTS (SELECT FROM screening.opt_outs AS written
  WHERE written.resident_id = screening.present_resident(episode.resident_id) AND written.programme = episode.programme
    AND written.kind = 'episode' AND written.from_date >= episode.opened_on)`;

/** Whose open rounds they are that dispatches speak of and that no opt-out has ended. */
export function readRounds(
  tx: EntityManager,
  dispatches: readonly number[],
): Promise<{ readonly reference: number; readonly resident: number; readonly programme: string }[]> {
  return tx.query(
    `SELECT dispatch.id AS reference, screening.present_resident(contact.resident_id) AS resident, episode.programme
     FROM screening.dispatches AS dispatch JOIN screening.contacts AS contact ON contact.id = dispatch.contact_id
     JOIN screening.episodes AS episode ON episode.id = contact.episode_id
     WHERE dispatch.id = ANY ($1::bigint[]) AND ${NOT_WRITTEN} ORDER BY dispatch.id`,
    [dispatches],
  );
}

/** Calls by their number, held to the end of the transaction. */
export async function readCalls(
  tx: EntityManager,
  calls: readonly number[],
): Promise<Map<number, ListedStand>> {
  const rows = await tx.query<({ id: number } & ListedStand)[]>(
    `SELECT call.id, call.outcome IS NULL AS "isOpen", call.outcome AS said, (list.made_at AT TIME ZONE 'Europe/Stockholm')::date AS since
     FROM screening.phone_calls AS call JOIN screening.phone_lists AS list ON list.id = call.list_id
     WHERE call.id = ANY ($1::bigint[]) ORDER BY call.id FOR UPDATE OF call`,
    [calls],
  );
  return new Map(rows.map(({ id, ...stand }) => [id, stand]));
}

export async function applyCalls(
  tx: EntityManager,
  outcomes: readonly Outcome<CallOutcome>[],
): Promise<void> {
  await tx.query(
    `UPDATE screening.phone_calls AS call SET outcome = said.outcome, outcome_on = said."on"
     FROM jsonb_to_recordset($1::jsonb) AS said(reference bigint, outcome text, "on" date) WHERE call.id = said.reference`,
    [JSON.stringify(outcomes)],
  );
}

/** Whose open rounds there are of those called, in the programme they were called for. */
export function readCalled(
  tx: EntityManager,
  calls: readonly number[],
): Promise<{ readonly reference: number; readonly resident: number; readonly programme: string }[]> {
  return tx.query(
    `SELECT call.id AS reference, screening.present_resident(call.resident_id) AS resident, call.programme FROM screening.phone_calls AS call
     JOIN screening.episodes AS episode ON episode.programme = call.programme AND episode.resident_id = screening.present_resident(call.resident_id)
     WHERE call.id = ANY ($1::bigint[]) AND ${NOT_WRITTEN} ORDER BY call.id`,
    [calls],
  );
}

/** A line of a phone list, with whom to call; personal data. */
export interface CallRow {
  readonly call: number;
  readonly name: string;
  readonly birth_date: PlainDate;
  readonly municipality: string | null;
  readonly language: string | null;
  readonly missed: number;
}

/** The calls of a list that nothing has come of yet, of people who are in the register and not protected. */
export function readListRows(tx: EntityManager, list: number): Promise<CallRow[]> {
  return tx.query(
    `SELECT call.id AS call, concat_ws(' ', person.given_names, person.family_name) AS name, facts.birth_date, facts.municipality, reach.language, call.missed
     FROM screening.phone_calls AS call JOIN screening.resident_facts AS facts ON facts.resident_id = screening.present_resident(call.resident_id)
     JOIN screening.resident_reach AS reach ON reach.resident_id = facts.resident_id AND reach.protection = 'none'
     JOIN identity.persons AS person ON person.resident_id = facts.resident_id AND person.superseded_at IS NULL
     WHERE call.list_id = $1 AND call.outcome IS NULL ORDER BY call.id`,
    [list],
  );
}
