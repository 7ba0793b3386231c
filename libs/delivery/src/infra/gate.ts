import {
  compileToSql,
  decodeDecision,
  gateOf,
  parseDefinition,
  statusOf,
  type Decision,
  type DecisionRow,
  type Definition,
  type StepStop,
} from '@kallelse/eligibility';
import type { PlainDate } from '@kallelse/kernel';
import { registerFacts } from '@kallelse/population';
import type { EntityManager } from 'typeorm';

/** A contact of a chunk at the gate. */
interface GateContact {
  readonly id: number;
  readonly resident_id: number;
  readonly kind: 'invitation' | 'reminder' | 'enquiry';
  readonly step: string;
  readonly definition_id: number | null;
}

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
    `SELECT contact.id, coalesce(merge.survivor_id, contact.resident_id) AS resident_id, contact.kind, contact.step, episode.definition_id
     FROM screening.contacts AS contact LEFT JOIN screening.episodes AS episode ON episode.id = contact.episode_id
     LEFT JOIN screening.resident_merges AS merge ON merge.absorbed_id = contact.resident_id AND merge.split_at IS NULL
     WHERE ${scope} ORDER BY contact.id`,
    [...values],
  );
  const ids = contacts.map(({ id }) => id);
  const reasons = new Map<number, string>();
  const definitions = await definitionsOf(tx, contacts);
  for (const [id, definition] of definitions) {
    const own = contacts.filter((contact) => contact.definition_id === id);
    for (const [contact, reason] of await stoppedByRules(tx, definition, own, asOf))
      reasons.set(contact, reason);
  }
  for (const [contact, reason] of await stoppedByRound(tx, ids, definitions, asOf))
    reasons.set(contact, reason);
  for (const [contact, reason] of await stoppedEnquiries(tx, ids)) reasons.set(contact, reason);
  const suppressed = new Map<string, number[]>();
  for (const [contact, reason] of reasons)
    suppressed.set(reason, [...(suppressed.get(reason) ?? []), contact]);
  return { passed: ids.filter((id) => !reasons.has(id)), suppressed };
}

async function definitionsOf(
  tx: EntityManager,
  contacts: readonly GateContact[],
): Promise<Map<number, Definition>> {
  const ids = [...new Set(contacts.flatMap(({ definition_id: id }) => (id === null ? [] : [id])))];
  const rows = await tx.query<{ id: number; document: object }[]>(
    'SELECT id, document FROM screening.definitions WHERE id = ANY ($1)',
    [ids],
  );
  return new Map(
    rows.map(({ id, document }) => {
      const parsed = parseDefinition(document);
      if (!parsed.ok) throw new Error(`definition ${id} cannot be read`);
      return [id, parsed.value];
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
function stopReason({ reasons }: Decision): string {
  const [reason] = reasons;
  if (!reason) return statusOf(1);
  if (reason.code === 'residency.status') return 'not-registered';
  return reason.code.startsWith('organ.') ? 'organ' : reason.code;
}

/** The round is over, a counting test has come since it began, or a time has been booked since. */
async function stoppedByRound(
  tx: EntityManager,
  contacts: readonly number[],
  definitions: ReadonlyMap<number, Definition>,
  asOf: PlainDate,
): Promise<[number, string][]> {
  const found: [number, string][] = [];
  for (const [id, { countsTests, delivery }] of definitions) {
    const stops = (stop: StepStop): string[] =>
      delivery.steps.filter(({ unless }) => unless.includes(stop)).map((step) => step.id);
    const rows = await tx.query<{ id: number; reason: string }[]>(
      `SELECT * FROM (
         SELECT contact.id, CASE WHEN episode.state = 'closed' THEN episode.close_reason
           WHEN EXISTS (SELECT 1 FROM screening.events AS test WHERE test.resident_id = contact.resident_id AND test.programme = episode.programme
             AND test.type = 'test' AND test.superseded_at IS NULL AND test.from_date BETWEEN episode.opened_on AND $3
             AND ($4::text[] IS NULL OR test.method = ANY ($4)) AND (contact.kind = 'invitation' OR contact.step = ANY ($5))) THEN 'tested'
           WHEN EXISTS (SELECT 1 FROM screening.events AS booking JOIN screening.batches AS batch ON batch.id = episode.batch_id
             WHERE booking.resident_id = contact.resident_id AND booking.programme = episode.programme AND booking.type = 'booking'
               AND booking.superseded_at IS NULL AND booking.from_date >= $3 AND booking.recorded_at >= batch.generated_at
               AND (contact.kind = 'invitation' OR contact.step = ANY ($6))) THEN 'booked' END AS reason
         FROM screening.contacts AS contact JOIN screening.episodes AS episode ON episode.id = contact.episode_id
         WHERE contact.id = ANY ($1::bigint[]) AND episode.definition_id = $2) AS weighed WHERE reason IS NOT NULL`,
      [contacts, id, asOf, countsTests ?? null, stops('outcome'), stops('booked')],
    );
    found.push(...rows.map((row): [number, string] => [row.id, row.reason]));
  }
  return found;
}

/** An enquiry is stopped when nothing is left to ask, or nobody is there to be asked. */
async function stoppedEnquiries(tx: EntityManager, contacts: readonly number[]): Promise<[number, string][]> {
  const rows = await tx.query<{ id: number; reason: string }[]>(
    `SELECT contact.id, CASE WHEN facts.residency_status IS DISTINCT FROM 'registered' THEN 'not-registered' ELSE 'answered' END AS reason
     FROM screening.contacts AS contact
     LEFT JOIN screening.resident_merges AS merge ON merge.absorbed_id = contact.resident_id AND merge.split_at IS NULL
     LEFT JOIN screening.resident_facts AS facts ON facts.resident_id = coalesce(merge.survivor_id, contact.resident_id)
     WHERE contact.id = ANY ($1::bigint[]) AND contact.kind = 'enquiry' AND (
       facts.residency_status IS DISTINCT FROM 'registered' OR NOT EXISTS (
         SELECT 1 FROM unnest(contact.organs) AS organ WHERE CASE organ WHEN 'cervix' THEN organ_cervix WHEN 'breast' THEN organ_breast
           WHEN 'prostate' THEN organ_prostate ELSE organ_colorectum END IS NULL))`,
    [contacts],
  );
  return rows.map(({ id, reason }) => [id, reason]);
}
