import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import {
  PAPER_STATES,
  type LetterStand,
  type PaperReceipt,
  type PaperState,
} from '../../domain/paper-receipt';
import { moveDispatches, planDispatches } from '../dispatch-rows';
import { raise } from '../raise';
import { contactsOf } from '../record-results';

/** So many letters of one contact may be spoiled before somebody looks at it. */
const MOST_SPOILED = 3;

/** Letters by their dispatch, held to the end of the transaction. */
export async function readLetters(
  tx: EntityManager,
  dispatches: readonly number[],
): Promise<Map<number, LetterStand>> {
  const rows = await tx.query<{ id: number; channel: string; state: string; since: PlainDate }[]>(
    `SELECT dispatch.id, dispatch.channel, dispatch.state, coalesce(run.letter_date, contact.due_on) AS since
     FROM screening.dispatches AS dispatch JOIN screening.contacts AS contact ON contact.id = dispatch.contact_id
     LEFT JOIN screening.print_runs AS run ON run.id = dispatch.run_id
     WHERE dispatch.id = ANY ($1::bigint[]) ORDER BY dispatch.id FOR UPDATE OF dispatch`,
    [dispatches],
  );
  return new Map(rows.map(({ id, ...letter }) => [id, letter]));
}

/**
 * Writes down what was said of letters. A spoiled one is made again, in the next run of its batch. One that came back from
 * an address stops letters there; one of somebody said to be dead stops all; one that was refused has been offered.
 */
export async function applyReceipts(
  tx: EntityManager,
  receipts: readonly PaperReceipt[],
  now: Date,
): Promise<void> {
  for (const state of PAPER_STATES) {
    const own = receipts.filter((receipt) => receipt.state === state);
    for (const reason of new Set(own.map((receipt) => receipt.reason))) {
      const ids = own.filter((receipt) => receipt.reason === reason).map(({ dispatch }) => dispatch);
      if (state === 'returned') await postedFirst(tx, ids, now);
      await moveDispatches(tx, ids, state, now, reason ?? null);
      await follow(tx, state, reason, ids, now);
    }
  }
}

/** Whatever comes back was posted, whether or not anybody said so. */
async function postedFirst(tx: EntityManager, ids: readonly number[], now: Date): Promise<void> {
  await tx.query(
    `UPDATE screening.dispatches SET state = 'posted', changed_at = $2 WHERE id = ANY ($1::bigint[]) AND state = 'printed'`,
    [ids, now],
  );
}

async function follow(
  tx: EntityManager,
  state: PaperState,
  reason: string | undefined,
  ids: readonly number[],
  now: Date,
): Promise<void> {
  if (state === 'spoiled') return makeAgain(tx, ids, now);
  if (state !== 'returned' || reason === 'refused') return;
  await raise(tx, reason === 'deceased' ? 'deceased-hint' : 'letter-returned', ids, now);
}

async function makeAgain(tx: EntityManager, ids: readonly number[], now: Date): Promise<void> {
  const contacts = await contactsOf(tx, ids);
  const rows = await tx.query<{ contact_id: number }[]>(
    `SELECT contact_id FROM screening.dispatches WHERE contact_id = ANY ($1::bigint[]) AND state = 'spoiled'
     GROUP BY contact_id HAVING count(*) >= ${MOST_SPOILED}`,
    [contacts],
  );
  const often = new Set(rows.map(({ contact_id: contact }) => contact));
  await planDispatches(
    tx,
    contacts.filter((contact) => !often.has(contact)),
    ['paper'],
    now,
  );
  if (often.size > 0) await raise(tx, 'letter-spoiled', ids, now, [...often]);
}
