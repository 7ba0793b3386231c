import { setTimeout as delay } from 'node:timers/promises';
import type { DigitalChannel, DigitalLetter, SendResult } from '../domain/digital-channel';

const TRIES = 3;
const FIRST_PAUSE_MS = 200;

/**
 * Sends one message, trying again where that cannot deliver it twice: after `not-sent` always; after `uncertain` only
 * with a service that knows the key, or once it has been asked. What an earlier process left under way (`isRecovery`)
 * counts as uncertain from the start. Once uncertain, only an answer of the service about this key makes it certain:
 * that a later try did not get through says nothing of the first.
 */
export async function tryHard(
  channel: DigitalChannel,
  letter: DigitalLetter,
  key: string,
  isRecovery: boolean,
): Promise<SendResult> {
  let result: SendResult = isRecovery
    ? { kind: 'uncertain', code: 'INTERRUPTED' }
    : await channel.send(letter, key);
  for (let attempt = 1; attempt < TRIES && !isFinal(channel, result); attempt++) {
    if (!isRecovery || attempt > 1) await delay(FIRST_PAUSE_MS * 2 ** attempt);
    const answer = await next(channel, letter, key, result);
    result = result.kind === 'uncertain' ? afterDoubt(answer) : answer;
  }
  return result.kind === 'uncertain' && channel.recovery === 'none' ? { ...result, kind: 'lost' } : result;
}

/** A refusal may be of the second try alone (another body under a known key), so it settles nothing. */
function afterDoubt(answer: SendResult): SendResult {
  if (answer.kind === 'not-sent') return { ...answer, kind: 'uncertain' };
  return answer.kind === 'refused' ? { ...answer, kind: 'lost' } : answer;
}

function isFinal(channel: DigitalChannel, { kind }: SendResult): boolean {
  if (kind === 'uncertain') return channel.recovery === 'none';
  return kind !== 'not-sent';
}

async function next(
  channel: DigitalChannel,
  letter: DigitalLetter,
  key: string,
  last: SendResult,
): Promise<SendResult> {
  if (last.kind === 'not-sent') return channel.send(letter, key);
  switch (channel.recovery) {
    case 'same-key':
      return channel.send(letter, key);
    case 'ask-status': {
      const asked = await channel.ask(key);
      return asked.kind === 'not-sent' && asked.code === UNKNOWN_KEY ? channel.send(letter, key) : asked;
    }
    case 'none':
      return last;
  }
}

/** What `ask` says of a key that the service never got. */
export const UNKNOWN_KEY = 'UNKNOWN_KEY';
