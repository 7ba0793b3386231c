import { setTimeout as delay } from 'node:timers/promises';
import type { DigitalChannel, DigitalLetter, SendResult } from '../domain/digital-channel';

const TRIES = 3;
const FIRST_PAUSE_MS = 200;

/**
 * Sends one message, trying again where that cannot deliver it twice: after `not-sent` always; after `uncertain` only
 * with a service that knows the key, or once it has been asked. What an earlier process left under way (`isRecovery`)
 * counts as uncertain from the start.
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
    result = await next(channel, letter, key, result);
  }
  return result;
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
      return asked.kind === 'not-sent' && asked.code === 'UNKNOWN_KEY' ? channel.send(letter, key) : asked;
    }
    case 'none':
      return last;
  }
}
