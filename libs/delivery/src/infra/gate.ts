import {
  compileToSql,
  decodeDecision,
  gateOf,
  parseDefinition,
  type Decision,
  type DecisionRow,
  type Definition,
} from '@kallelse/eligibility';
import type { PlainDate } from '@kallelse/kernel';
import { registerFacts } from '@kallelse/population';
import type { EntityManager } from 'typeorm';
import { stoppedFollowUps } from './gate-follow-ups';
import {
  stoppedByRound,
  stoppedConfirmations,
  stoppedCorrections,
  stoppedEnquiries,
  stoppedQuestionnaires,
  type GateContact,
} from './gate-rounds';

/** Which contacts are at the gate: an SQL condition on `contact`. */
export type GateScope = string;

export interface GateResult {
  readonly passed: readonly number[];
  /** By reason: contacts that may not go out any more. */
  readonly suppressed: ReadonlyMap<string, readonly number[]>;
}

/**
 * The send gate (architecture.md, "From batch to letter" 4): asks, by SQL and for a whole chunk, only what makes sending
 * wrong now. A resident merged into another is asked about as the survivor.
 */
export async function gate(
  tx: EntityManager,
  scope: GateScope,
  values: readonly unknown[],
  asOf: PlainDate,
): Promise<GateResult> {
  const contacts = await tx.query<GateContact[]>(
    `SELECT contact.id, screening.present_resident(contact.resident_id) AS resident_id, contact.kind,
       CASE WHEN contact.kind = 'questionnaire' THEN batch.definition_id ELSE episode.definition_id END AS definition_id,
       batch.recalled_at IS NOT NULL AS is_recalled
     FROM screening.contacts AS contact JOIN screening.batches AS batch ON batch.id = contact.batch_id
     LEFT JOIN screening.episodes AS episode ON episode.id = contact.episode_id
     WHERE ${scope} ORDER BY contact.id`,
    [...values],
  );
  const reasons = new Map<number, string>();
  for (const [id, { definition, isWithdrawn }] of await definitionsOf(tx, contacts)) {
    const own = contacts.filter((contact) => contact.definition_id === id);
    if (isWithdrawn) for (const contact of own) reasons.set(contact.id, 'rules-withdrawn');
    if (isWithdrawn) continue;
    for (const [contact, reason] of await stoppedByRules(tx, definition, own, asOf))
      reasons.set(contact, reason);
    for (const [contact, reason] of await stoppedByRound(tx, definition, own, asOf))
      reasons.set(contact, reason);
    for (const [contact, reason] of await stoppedFollowUps(tx, definition, own, asOf))
      reasons.set(contact, reason);
  }
  const enquiries = contacts.filter(({ kind }) => kind === 'enquiry');
  for (const [contact, reason] of await stoppedEnquiries(tx, enquiries)) reasons.set(contact, reason);
  const confirmations = contacts.filter(({ kind }) => kind === 'confirmation');
  for (const [contact, reason] of await stoppedConfirmations(tx, confirmations)) reasons.set(contact, reason);
  const corrections = contacts.filter(({ kind }) => kind === 'correction');
  for (const [contact, reason] of await stoppedCorrections(tx, corrections)) reasons.set(contact, reason);
  const questionnaires = contacts.filter(({ kind }) => kind === 'questionnaire');
  for (const [contact, reason] of await stoppedQuestionnaires(tx, questionnaires, asOf))
    reasons.set(contact, reason);
  for (const contact of await saidToBeDead(tx, contacts)) reasons.set(contact, 'deceased-hint');
  for (const { id, is_recalled: isRecalled } of contacts) if (isRecalled) reasons.set(id, 'batch-recalled');
  const suppressed = new Map<string, number[]>();
  for (const [contact, reason] of reasons)
    suppressed.set(reason, [...(suppressed.get(reason) ?? []), contact]);
  return { passed: contacts.map(({ id }) => id).filter((id) => !reasons.has(id)), suppressed };
}

/** Nothing is sent to whom the post says to be dead, until somebody has looked into it. */
async function saidToBeDead(tx: EntityManager, contacts: readonly GateContact[]): Promise<number[]> {
  const rows = await tx.query<{ resident_id: number }[]>(
    `SELECT resident_id FROM screening.exceptions
     WHERE kind = 'deceased-hint' AND resolved_at IS NULL AND resident_id = ANY ($1::bigint[])`,
    [contacts.map((contact) => contact.resident_id)],
  );
  const dead = new Set(rows.map((row) => row.resident_id));
  return contacts.flatMap((contact) => (dead.has(contact.resident_id) ? [contact.id] : []));
}

async function definitionsOf(
  tx: EntityManager,
  contacts: readonly GateContact[],
): Promise<Map<number, { definition: Definition; isWithdrawn: boolean }>> {
  const ids = [...new Set(contacts.flatMap(({ definition_id: id }) => (id === null ? [] : [id])))];
  const rows = await tx.query<{ id: number; document: object; withdrawn: boolean }[]>(
    `SELECT id, document, state = 'withdrawn' AS withdrawn FROM screening.definitions WHERE id = ANY ($1)`,
    [ids],
  );
  return new Map(
    rows.map(({ id, document, withdrawn }) => {
      const parsed = parseDefinition(document);
      if (!parsed.ok) throw new Error(`definition ${id} cannot be read`);
      return [id, { definition: parsed.value, isWithdrawn: withdrawn }];
    }),
  );
}

/** Registered, organs, exclusions, opt-out, deferral, care, manual block: the pinned version's gate as compiled SQL. */
async function stoppedByRules(
  tx: EntityManager,
  definition: Definition,
  contacts: readonly GateContact[],
  asOf: PlainDate,
): Promise<[number, string][]> {
  const gated = gateOf(definition);
  const residents = contacts.map((contact) => contact.resident_id);
  const { text, values } = compileToSql(gated, asOf, {
    source: registerFacts(
      definition.programme,
      asOf,
      (bound) => `r.resident_id = ANY (${bound.add(residents, 'bigint[]')})`,
    ),
  });
  const rows = await tx.query<DecisionRow[]>(text, [...values]);
  const decisions = new Map(rows.map((row) => [row.resident_id, decodeDecision(gated, asOf, row)]));
  return contacts.flatMap(({ id, resident_id: resident }): [number, string][] => {
    const decision = decisions.get(resident);
    if (decision?.status === 'invite') return [];
    return [[id, decision ? stopReason(decision) : 'resident-unknown']];
  });
}

/** Why not, in one code; an organ is never named, since contacts are seen by people without that right. */
function stopReason({ status, reasons }: Decision): string {
  const [reason] = reasons;
  if (!reason) return status;
  if (reason.code === 'residency.status') return 'not-registered';
  // An organ has turned unknown: whether it was asked about, and when, says the same.
  return reason.code.startsWith('organ.') || reason.path === 'enquiry' ? 'organ' : reason.code;
}
