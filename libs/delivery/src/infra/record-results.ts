import { today, type Clock } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import type { ChannelName } from '@kallelse/eligibility';
import { isUnknownKey, type DigitalName, type SendResult } from '../domain/digital-channel';
import { forgetMailboxes } from './mailbox/known-mailboxes';
import { handOverContactsOf, moveContactsOf, moveDispatches, planDispatches } from './dispatch-rows';

/**
 * Writes down what a digital service said to each dispatch. What is uncertain stays under way, to be asked about again;
 * what can never be known is `unknown`, listed and not sent again.
 * @returns the code of what stands in the way of the rest
 */
export async function recordResults(
  tx: EntityManager,
  results: ReadonlyMap<number, SendResult>,
  { name, otherwise }: { readonly name: DigitalName; readonly otherwise: readonly ChannelName[] },
  clock: Clock,
): Promise<string | undefined> {
  const now = clock.now();
  const of = (kind: SendResult['kind']): number[] =>
    [...results].flatMap(([id, result]) => (result.kind === kind ? [id] : []));
  await accept(tx, results, clock);
  const withoutAccount = of('no-account');
  if (name === 'secure-mailbox') await forgetMailboxes(tx, withoutAccount);
  await sendOtherwise(tx, withoutAccount, 'no-account', otherwise, now);
  await sendOtherwise(tx, of('refused'), 'refused-by-service', otherwise, now);
  const lost = of('lost');
  await moveDispatches(tx, lost, 'unknown', now, 'no-answer');
  await moveContactsOf(tx, lost, 'unknown', now, 'no-answer');
  const notSent = of('not-sent');
  await moveDispatches(tx, notSent, 'failed', now, 'not-sent');
  await planDispatches(tx, await contactsOf(tx, notSent), [name, 'paper'], now);
  // A key that never arrived stands in nobody's way: its message goes out under another.
  const trouble = [...results.values()].find(
    (result) => result.kind === 'uncertain' || (result.kind === 'not-sent' && !isUnknownKey(result)),
  );
  return trouble && 'code' in trouble ? `PROVIDER_${trouble.code}` : undefined;
}

async function accept(
  tx: EntityManager,
  results: ReadonlyMap<number, SendResult>,
  clock: Clock,
): Promise<void> {
  const accepted = [...results].flatMap(([id, result]) =>
    result.kind === 'accepted' ? [{ id, reference: result.reference }] : [],
  );
  const ids = accepted.map(({ id }) => id);
  const now = clock.now();
  await tx.query(
    `UPDATE screening.dispatches AS dispatch SET state = 'accepted', provider_reference = given.reference, changed_at = $3
     FROM unnest($1::bigint[], $2::text[]) AS given(id, reference) WHERE dispatch.id = given.id`,
    [ids, accepted.map(({ reference }) => reference), now],
  );
  await handOverContactsOf(tx, ids, now, today(clock));
}

async function sendOtherwise(
  tx: EntityManager,
  dispatches: readonly number[],
  reason: string,
  channels: readonly ChannelName[],
  now: Date,
): Promise<void> {
  await moveDispatches(tx, dispatches, 'failed', now, reason);
  await planDispatches(tx, await contactsOf(tx, dispatches), channels, now);
}

export async function contactsOf(tx: EntityManager, dispatches: readonly number[]): Promise<number[]> {
  const rows = await tx.query<{ contact_id: number }[]>(
    'SELECT contact_id FROM screening.dispatches WHERE id = ANY ($1::bigint[])',
    [dispatches],
  );
  return rows.map(({ contact_id: id }) => id);
}
