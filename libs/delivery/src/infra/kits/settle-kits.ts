import { parseDefinition } from '@kallelse/eligibility';
import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';

/** The step of a letter that goes with a replacement; no definition names it. */
export const REPLACEMENT_STEP = 'kit-replacement';

export interface SettlingKits {
  readonly tx: EntityManager;
  readonly now: Date;
  readonly today: PlainDate;
}

export interface KitCounts {
  readonly analysed: number;
  readonly expired: number;
  readonly cancelled: number;
  /** Letters that bring another kit. */
  readonly replaced: number;
}

/**
 * Brings orders up to date with what happened elsewhere: tests, rounds that ended, time passed. A kit that nobody can use
 * any more is replaced in its round, as often as its rules allow; then it is the office's.
 */
export async function settleKits(settling: SettlingKits): Promise<KitCounts> {
  await settling.tx.query(`SELECT pg_advisory_xact_lock(hashtext('kallelse kits'))`);
  const analysed = await settleResults(settling);
  const cancelled = await settleEnded(settling);
  const expired = await settleExpired(settling);
  const replaced = await replace(settling);
  await listOverLimit(settling);
  return { analysed, expired, cancelled, replaced };
}

/**
 * What laboratories say of kits by their code since this ran last: analysed, or could not be; nothing any more, when the
 * result was annulled. A step that the kit cannot take says nothing.
 */
async function settleNamed(tx: EntityManager, now: Date): Promise<number> {
  const [, named] = await tx.query<[unknown[], number]>(
    `WITH seen AS (DELETE FROM screening.kit_results_in_doubt RETURNING seq),
     told AS (SELECT kit.order_id, CASE max(CASE WHEN test.superseded_at IS NULL THEN CASE WHEN test.result IN ${UNUSABLE} THEN 1 ELSE 2 END ELSE 0 END)
         WHEN 2 THEN 'analysed' WHEN 1 THEN 'unusable' ELSE 'sent' END AS state
       FROM screening.kits AS kit JOIN screening.events AS test ON test.kit = kit.id AND test.type = 'test'
       WHERE kit.id IN (SELECT event.kit FROM screening.events AS event JOIN seen USING (seq) WHERE event.kit IS NOT NULL) GROUP BY kit.order_id)
     UPDATE screening.kit_orders AS kit_order SET state = told.state, changed_at = $1,
       reason = CASE told.state WHEN 'unusable' THEN 'laboratory' END
     FROM told, screening.kit_states AS step WHERE told.order_id = kit_order.id AND step.from_state = kit_order.state AND step.to_state = told.state
       AND (told.state <> 'sent' OR kit_order.state IN ('analysed', 'unusable')) RETURNING 1`,
    [now],
  );
  return named;
}

/** A test of the round's programme, taken since its latest kit was sent for, was made with that kit. */
async function settleResults({ tx, now }: SettlingKits): Promise<number> {
  const named = await settleNamed(tx, now);
  const [, analysed] = await tx.query<[unknown[], number]>(
    `UPDATE screening.kit_orders AS kit_order SET state = 'analysed', reason = NULL, changed_at = $1
     FROM screening.episodes AS episode WHERE episode.id = kit_order.episode_id AND episode.close_reason = 'participated'
       AND kit_order.state IN ('packed', 'sent', 'lost', 'expired', 'returned') AND episode.participated_on >= kit_order.ordered_on
       AND NOT EXISTS (SELECT FROM screening.kit_orders AS later WHERE later.episode_id = kit_order.episode_id AND later.id > kit_order.id)
     RETURNING 1`,
    [now],
  );
  return named + analysed;
}

/** Nothing more is packed for a round that is over; what the supplier has in hand it is told of. */
async function settleEnded({ tx, now }: SettlingKits): Promise<number> {
  const [, cancelled] = await tx.query<[unknown[], number]>(
    `UPDATE screening.kit_orders AS kit_order SET state = 'cancelled', reason = 'round-closed', changed_at = $1
     FROM screening.episodes AS episode WHERE episode.id = kit_order.episode_id AND episode.state = 'closed'
       AND kit_order.state IN ('ordered', 'listed', 'packed') RETURNING 1`,
    [now],
  );
  return cancelled;
}

async function settleExpired({ tx, now, today }: SettlingKits): Promise<number> {
  const [, expired] = await tx.query<[unknown[], number]>(
    `UPDATE screening.kit_orders AS kit_order SET state = 'expired', reason = 'best-before', changed_at = $1
     FROM screening.kits AS kit WHERE kit.order_id = kit_order.id AND kit.best_before < $2 AND kit_order.state IN ('packed', 'sent') RETURNING 1`,
    [now, today],
  );
  return expired;
}

/** Results that say that a sample could not be analysed, as an SQL list. */
const UNUSABLE = `('inadequate', 'unusable')`;

/** Orders whose kit nobody can use, of rounds that run on, with how many of the round were replaced before. */
const WANTING = `
  SELECT kit_order.id, kit_order.episode_id, kit_order.batch_id, kit_order.kit_type, contact.resident_id, episode.definition_id,
    (SELECT count(*) FROM screening.kit_orders AS other WHERE other.episode_id = kit_order.episode_id AND other.replacement_contact_id IS NOT NULL) AS replaced
  FROM screening.kit_orders AS kit_order JOIN screening.episodes AS episode ON episode.id = kit_order.episode_id
  JOIN screening.contacts AS contact ON contact.id = kit_order.contact_id
  JOIN screening.batches AS batch ON batch.id = kit_order.batch_id
  WHERE kit_order.state IN ('lost', 'expired', 'unusable', 'returned') AND kit_order.replacement_contact_id IS NULL
    AND episode.state = 'open' AND batch.recalled_at IS NULL
    AND NOT EXISTS (SELECT FROM screening.kit_orders AS live WHERE live.episode_id = kit_order.episode_id
      AND (live.id > kit_order.id OR live.state IN ('ordered', 'listed', 'packed', 'sent')))`;

async function replace({ tx, now, today }: SettlingKits): Promise<number> {
  let letters = 0;
  for (const { definition, kit, template, most } of await rulesOf(tx)) {
    const [rows] = await tx.query<[unknown[], number]>(
      `WITH wanting AS (SELECT * FROM (${WANTING}) AS wanting WHERE definition_id = $1 AND kit_type = $2 AND replaced < $3),
       made AS (INSERT INTO screening.contacts (batch_id, episode_id, resident_id, kind, step, ordinal, template, due_on, changed_at)
         SELECT batch_id, episode_id, resident_id, 'replacement', '${REPLACEMENT_STEP}', replaced + 1, $4, $5, $6 FROM wanting ORDER BY id
         RETURNING id, episode_id)
       UPDATE screening.kit_orders AS kit_order SET replacement_contact_id = made.id, state = 'replaced', reason = kit_order.state, changed_at = $6
       FROM wanting JOIN made USING (episode_id) WHERE wanting.id = kit_order.id RETURNING 1`,
      [definition, kit, most, template, today, now],
    );
    letters += rows.length;
  }
  return letters;
}

/** The rules of the kits of definitions whose orders want something. */
async function rulesOf(
  tx: EntityManager,
): Promise<{ definition: number; kit: string; template: string; most: number }[]> {
  const rows = await tx.query<{ id: number; document: object }[]>(
    `SELECT id, document FROM screening.definitions WHERE id IN (SELECT definition_id FROM (${WANTING}) AS wanting)`,
  );
  return rows.flatMap(({ id, document }) => {
    const parsed = parseDefinition(document);
    const kits = parsed.ok ? parsed.value.delivery.kits : {};
    return Object.entries(kits).map(([kit, { template, replacements }]) => ({
      ...{ definition: id, kit, template },
      most: replacements,
    }));
  });
}

/** What is still wanting after {@link replace} is over its limit. */
async function listOverLimit({ tx, now }: SettlingKits): Promise<void> {
  await tx.query(
    `INSERT INTO screening.exceptions (kind, subject, resident_id, raised_at)
     SELECT 'kit-limit', 'kit order ' || id, screening.present_resident(resident_id), $1 FROM (${WANTING}) AS wanting
     WHERE NOT EXISTS (SELECT FROM screening.exceptions AS raised WHERE raised.kind = 'kit-limit' AND raised.subject = 'kit order ' || wanting.id)`,
    [now],
  );
}
