import type {
  DigitalChannel,
  DigitalLetter,
  Receipts,
  Recovery,
  SendResult,
} from '../domain/digital-channel';
import { tryHard, type Trying } from './try-hard';

const LETTER: DigitalLetter = {
  dispatchId: 1,
  personalNumber: '',
  subject: 'Kallelse',
  docBook: '<article/>',
  plainText: '',
  language: 'sv',
  help: '',
  sender: undefined,
};
const UNKNOWN: SendResult = { kind: 'not-sent', code: 'UNKNOWN_KEY' };

/** A service that says the same to everything it is sent, and to every question. */
class Service implements DigitalChannel {
  readonly name = '1177';
  readonly unreadGoesOnPaper = true;
  sent = 0;
  readonly settlingMs = 0;
  readonly tellsReceipts = false;

  constructor(
    readonly recovery: Recovery,
    private readonly says: SendResult,
    private readonly tells: SendResult = UNKNOWN,
  ) {}

  send(): Promise<SendResult> {
    this.sent++;
    return Promise.resolve(this.says);
  }

  ask(): Promise<SendResult> {
    return Promise.resolve(this.tells);
  }

  receipts(): Promise<Receipts> {
    return Promise.resolve({ kind: 'not-told', code: 'NONE' });
  }

  try(trying: Partial<Trying> = {}): Promise<SendResult> {
    const first = { key: 'key', isRecovery: false, isSettled: false, maySend: () => true };
    return tryHard(this, LETTER, { ...first, ...trying });
  }
}

const TIMEOUT: SendResult = { kind: 'uncertain', code: 'TIMEOUT' };
const ACCEPTED: SendResult = { kind: 'accepted', reference: 'r' };

describe('a message to a service that can be asked', () => {
  it('stays in doubt while the service may still take it', async () => {
    const service = new Service('ask-status', TIMEOUT);
    expect(await service.try()).toEqual(TIMEOUT);
    expect(service.sent).toBe(1);
  });

  it('that was left under way and has had its time is not sent, if the service does not know it', async () => {
    const service = new Service('ask-status', TIMEOUT);
    expect(await service.try({ isRecovery: true, isSettled: true })).toEqual(UNKNOWN);
    expect(service.sent).toBe(0);
  });

  it('is accepted when the service says so', async () => {
    const service = new Service('ask-status', TIMEOUT, ACCEPTED);
    expect(await service.try()).toEqual(ACCEPTED);
    expect(service.sent).toBe(1);
  });
});

describe.each(['same-key', 'ask-status', 'none'] as const)(
  'a process that was frozen too long, recovery %s,',
  (recovery) => {
    it('sends nothing', async () => {
      const service = new Service(recovery, ACCEPTED);
      expect(await service.try({ maySend: () => false })).toEqual({ kind: 'not-sent', code: 'TOO_LATE' });
      expect(service.sent).toBe(0);
    });

    it('does not say of what an earlier one sent that it was not sent', async () => {
      const service = new Service(recovery, ACCEPTED);
      const result = await service.try({ isRecovery: true, maySend: () => false });
      expect(result.kind).toBe(recovery === 'none' ? 'lost' : 'uncertain');
      expect(service.sent).toBe(0);
    });
  },
);
