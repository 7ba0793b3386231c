import type { Definition, StepStop } from '@kallelse/eligibility';
import {
  answeredSql,
  endsRoundSql,
  enquiryGoesBeforeSql,
  goesBeforeSql,
  ORGANS_LEFT_SQL,
} from '@kallelse/episodes';
import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import type { ContactKind } from '../domain/contact-kind';

/** A contact at the gate; the resident is who the person is now, after merges. */
export interface GateContact {
  readonly id: number;
  readonly resident_id: number;
  readonly kind: ContactKind;
  readonly definition_id: number | null;
  readonly is_recalled: boolean;
}

/** The contacts at the gate as a table `at` (id, resident_id). */
export const AT = 'unnest($1::bigint[], $2::bigint[]) AS at (id, resident_id)';

/** The residents that were found to be the person at the gate, as SQL; a list, so that their rows are looked up and not searched for. */
const SAME_PERSON = 'ANY (ARRAY(SELECT screening.residents_in(at.resident_id)))';

export function atGate(contacts: readonly GateContact[]): [number[], number[]] {
  return [contacts.map(({ id }) => id), contacts.map(({ resident_id: resident }) => resident)];
}

/**
 * The round is over; a round of the same person goes before it since two residents were found to be one; a counting test
 * has come since it began, a time has been booked since, or this round was declined.
 */
export async function stoppedByRound(
  tx: EntityManager,
  { countsTests, delivery }: Definition,
  contacts: readonly GateContact[],
  asOf: PlainDate,
): Promise<[number, string][]> {
  const stops = (stop: StepStop): string[] =>
    delivery.steps.filter(({ unless }) => unless.includes(stop)).map((step) => step.id);
  const rows = await tx.query<{ id: number; reason: string }[]>(
    `SELECT * FROM (
       SELECT contact.id, CASE WHEN episode.state = 'closed' AND contact.kind <> 'follow-up' THEN episode.close_reason
         WHEN EXISTS (SELECT 1 FROM screening.episodes AS rival WHERE rival.resident_id = ${SAME_PERSON} AND rival.state = 'open'
             AND rival.programme = episode.programme AND ${goesBeforeSql('rival', 'episode')}) THEN 'merged'
         WHEN EXISTS (SELECT 1 FROM screening.events AS test WHERE test.resident_id = at.resident_id AND ${endsRoundSql('$4', '$3')}
           AND (contact.kind IN ('announcement', 'invitation', 'replacement', 'new-time') OR contact.step = ANY ($5))) THEN 'tested'
         WHEN EXISTS (SELECT 1 FROM screening.events AS booking JOIN screening.batches AS batch ON batch.id = episode.batch_id
           WHERE booking.resident_id = at.resident_id AND booking.programme = episode.programme AND booking.type = 'booking'
             AND booking.superseded_at IS NULL AND booking.from_date >= $3 AND booking.recorded_at >= batch.generated_at
             AND (contact.kind IN ('announcement', 'invitation', 'replacement') OR contact.step = ANY ($6))) THEN 'booked'
         WHEN EXISTS (SELECT 1 FROM screening.opt_outs AS refusal WHERE refusal.resident_id = at.resident_id
             AND refusal.programme = episode.programme AND refusal.kind = 'episode' AND refusal.superseded_at IS NULL
             AND refusal.from_date BETWEEN episode.opened_on AND $3 AND (refusal.revoked IS NULL OR refusal.revoked > $3))
           THEN 'opted-out' END AS reason
       FROM ${AT} JOIN screening.contacts AS contact USING (id)
       JOIN screening.episodes AS episode ON episode.id = contact.episode_id) AS weighed WHERE reason IS NOT NULL`,
    [...atGate(contacts), asOf, countsTests ?? null, stops('outcome'), stops('booked')],
  );
  return rows.map((row): [number, string] => [row.id, row.reason]);
}

/** The confirmation of an answer is stopped when nothing is left to confirm, or nobody is there. */
export async function stoppedConfirmations(
  tx: EntityManager,
  contacts: readonly GateContact[],
): Promise<[number, string][]> {
  if (contacts.length === 0) return [];
  const rows = await tx.query<{ id: number; reason: string }[]>(
    `SELECT * FROM (
       SELECT contact.id, CASE WHEN facts.residency_status IS DISTINCT FROM 'registered' THEN 'not-registered'
         WHEN reply.state <> 'held' THEN 'answered' END AS reason
       FROM ${AT} JOIN screening.contacts AS contact USING (id) JOIN screening.enquiry_replies AS reply ON reply.id = contact.reply_id
       LEFT JOIN screening.resident_facts AS facts ON facts.resident_id = at.resident_id) AS weighed WHERE reason IS NOT NULL`,
    atGate(contacts),
  );
  return rows.map(({ id, reason }) => [id, reason]);
}

/** A correction is stopped only when nobody is there: who has opted out, too, has a letter that was wrong. */
export async function stoppedCorrections(
  tx: EntityManager,
  contacts: readonly GateContact[],
): Promise<[number, string][]> {
  if (contacts.length === 0) return [];
  const rows = await tx.query<{ id: number }[]>(
    `SELECT at.id FROM ${AT} LEFT JOIN screening.resident_facts AS facts ON facts.resident_id = at.resident_id
     WHERE facts.residency_status IS DISTINCT FROM 'registered'`,
    atGate(contacts),
  );
  return rows.map(({ id }) => [id, 'not-registered']);
}

/** A questionnaire is stopped when it has been answered meanwhile, or goes to the same person twice. */
export async function stoppedQuestionnaires(
  tx: EntityManager,
  contacts: readonly GateContact[],
  asOf: PlainDate,
): Promise<[number, string][]> {
  if (contacts.length === 0) return [];
  const rows = await tx.query<{ id: number; reason: string }[]>(
    `SELECT * FROM (
       SELECT contact.id, CASE WHEN ${answeredSql('$3')} THEN 'answered'
         WHEN contact.closed_on IS NOT NULL OR EXISTS (SELECT 1 FROM screening.contacts AS rival WHERE rival.resident_id = ${SAME_PERSON} AND rival.kind = 'questionnaire'
             AND rival.template = contact.template AND rival.closed_on IS NULL
             AND ${enquiryGoesBeforeSql('rival', 'contact')}) THEN 'merged' END AS reason
       FROM ${AT} JOIN screening.contacts AS contact USING (id)
       LEFT JOIN screening.resident_facts AS facts ON facts.resident_id = at.resident_id) AS weighed WHERE reason IS NOT NULL`,
    [...atGate(contacts), asOf],
  );
  return rows.map(({ id, reason }) => [id, reason]);
}

/** An enquiry is stopped when nothing is left to ask, nobody is there to be asked, or the person is asked already. */
export async function stoppedEnquiries(
  tx: EntityManager,
  contacts: readonly GateContact[],
): Promise<[number, string][]> {
  if (contacts.length === 0) return [];
  const rows = await tx.query<{ id: number; reason: string }[]>(
    `SELECT * FROM (
       SELECT contact.id, CASE WHEN facts.residency_status IS DISTINCT FROM 'registered' THEN 'not-registered'
         WHEN cardinality(${ORGANS_LEFT_SQL}) = 0 THEN 'answered'
         WHEN contact.closed_on IS NOT NULL OR EXISTS (SELECT 1 FROM screening.contacts AS rival WHERE rival.resident_id = ${SAME_PERSON} AND rival.kind = 'enquiry' AND rival.closed_on IS NULL
             AND ${enquiryGoesBeforeSql('rival', 'contact')}) THEN 'merged' END AS reason
       FROM ${AT} JOIN screening.contacts AS contact USING (id)
       LEFT JOIN screening.resident_facts AS facts ON facts.resident_id = at.resident_id) AS weighed WHERE reason IS NOT NULL`,
    atGate(contacts),
  );
  return rows.map(({ id, reason }) => [id, reason]);
}
