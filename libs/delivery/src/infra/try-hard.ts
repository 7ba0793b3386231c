import { setTimeout as delay } from 'node:timers/promises';
import {
  isUnknownKey,
  type DigitalChannel,
  type DigitalLetter,
  type SendResult,
} from '../domain/digital-channel';

const TRIES = 3;
const FIRST_PAUSE_MS = 200;

export interface Trying {
  /** The same for every try of one dispatch and of no other. */
  readonly key: string;
  /** An earlier process left it under way: it counts as uncertain from the start. */
  readonly isRecovery: boolean;
  /** It went out so long ago that a service that does not know it now will not come to know it. */
  readonly isSettled: boolean;
  /** Whether this process may still send; one that was frozen may wake when another has found out that it did not. */
  readonly maySend: () => boolean;
}

/**
 * Sends one message, trying again where that cannot deliver it twice: after `not-sent` always; after `uncertain` only
 * with a service that knows the key. One that can be asked is never sent a key again that it may still have in hand: when
 * it does not know the key though it has had its time, the message was certainly not sent, and goes out anew under
 * another. That a later try did not get through says nothing of the first.
 */
export async function tryHard(
  channel: DigitalChannel,
  letter: DigitalLetter,
  trying: Trying,
): Promise<SendResult> {
  let result: SendResult = trying.isRecovery
    ? { kind: 'uncertain', code: 'INTERRUPTED' }
    : await send(channel, letter, trying);
  for (let attempt = 1; attempt < TRIES && !isFinal(channel, result); attempt++) {
    if (!trying.isRecovery || attempt > 1) await delay(FIRST_PAUSE_MS * 2 ** attempt);
    result = await next(channel, letter, trying, result);
  }
  return result.kind === 'uncertain' && channel.recovery === 'none' ? { ...result, kind: 'lost' } : result;
}

async function send(
  channel: DigitalChannel,
  letter: DigitalLetter,
  { key, maySend }: Trying,
): Promise<SendResult> {
  return maySend() ? channel.send(letter, key) : { kind: 'not-sent', code: 'TOO_LATE' };
}

function isFinal(channel: DigitalChannel, result: SendResult): boolean {
  if (result.kind === 'uncertain') return channel.recovery === 'none';
  return result.kind !== 'not-sent' || isUnknownKey(result);
}

async function next(
  channel: DigitalChannel,
  letter: DigitalLetter,
  trying: Trying,
  last: SendResult,
): Promise<SendResult> {
  if (last.kind === 'not-sent') return send(channel, letter, trying);
  if (channel.recovery === 'same-key') return afterDoubt(await send(channel, letter, trying));
  const asked = await channel.ask(trying.key);
  return isUnknownKey(asked) && !trying.isSettled ? last : asked;
}

/** A refusal may be of the second try alone (another body under a known key), so it settles nothing. */
function afterDoubt(answer: SendResult): SendResult {
  if (answer.kind === 'not-sent') return { ...answer, kind: 'uncertain' };
  return answer.kind === 'refused' ? { ...answer, kind: 'lost' } : answer;
}
