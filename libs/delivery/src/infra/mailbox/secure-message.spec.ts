import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import {
  readQuestion,
  readSecureMessage,
  reachableAnswer,
} from '../../../../../test/simulators/src/secure-message';
import { mailboxAt, SENDER_CERTIFICATE, STRANGER } from '../../../spec/mailbox-at';
import type { DigitalLetter } from '../../domain/digital-channel';
import { deliverRequest, readDelivered, readReachable, reachableRequest } from './secure-message';

const CERTIFICATE = readFileSync(SENDER_CERTIFICATE, 'utf8');
const KEY = readFileSync(SENDER_CERTIFICATE.replace('.pem', '.key'), 'utf8');
const SENDER = { organisation: '2321000016', name: 'Provregionen', key: KEY, certificate: CERTIFICATE };
const LETTER: DigitalLetter = {
  dispatchId: 7,
  personalNumber: '189002029800',
  subject: 'Kallelse till provtagning',
  docBook: '<article/>',
  plainText: 'Å & Ö <b>\nrad två',
  language: 'sv',
  help: 'Kallelsekansliet, 08-465 004 00',
  sender: undefined,
};

describe('a message to a secure mailbox', () => {
  it('says whom it is for, who sends it and where to ask, signed and sealed', () => {
    expect(readSecureMessage(deliverRequest(LETTER, 'key-7', SENDER), CERTIFICATE)).toEqual({
      id: 'key-7',
      recipient: LETTER.personalNumber,
      sender: SENDER.organisation,
      subject: LETTER.subject,
      support: LETTER.help,
      body: LETTER.plainText,
    });
  });

  it.each([
    ['recipient', LETTER.personalNumber, '189002029801'],
    ['subject', LETTER.subject, 'Kallelse till annat'],
    ['seal', '<m:SignaturesOK>true', '<m:SignaturesOK>yes'],
  ])('is none any more when its %s has been changed under way', (_, from, to) => {
    const request = deliverRequest(LETTER, 'key-7', SENDER);
    expect(request).toContain(from);
    expect(readSecureMessage(request.replace(from, to), CERTIFICATE)).toBeUndefined();
  });

  it('is none of ours when somebody else signed it', () => {
    const stranger = {
      key: readFileSync(STRANGER.keyFile, 'utf8'),
      certificate: readFileSync(STRANGER.certificateFile, 'utf8'),
    };
    const request = deliverRequest(LETTER, 'key-7', { ...SENDER, ...stranger });
    expect(readSecureMessage(request, CERTIFICATE)).toBeUndefined();
  });

  it('holds at most the characters that a subject may have, and whatever stands in it is read as it was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const subject = `a${text}z`;
        const read = readSecureMessage(deliverRequest({ ...LETTER, subject }, 'k', SENDER), CERTIFICATE);
        const signs = Array.from(subject);
        const kept = signs.length <= 255 ? subject : `${signs.slice(0, 254).join('')}…`;
        // XML 1.0, production 2.
        expect(read?.subject).toBe(
          kept.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, ''),
        );
      }),
      { seed: 11, numRuns: 60 },
    );
  });
});

describe('who has a mailbox', () => {
  const asked = ['189002029800', '189002029801'];

  it('is asked with the organisation that asks', () => {
    expect(readQuestion(reachableRequest('2321000016', asked))).toEqual({
      sender: '2321000016',
      numbers: asked,
    });
  });

  it('are those of the asked who are reachable, and nobody else', () => {
    const answer = reachableAnswer([
      { number: '189002029800', isReachable: true },
      { number: '189002029801', isReachable: false },
      { number: '189002029802', isReachable: true },
    ]);
    expect([...(readReachable(answer, asked) ?? [])]).toEqual(['189002029800']);
  });

  it.each([
    ['a pending account', ['<pending>false', '<pending>true']],
    ['a sender that the mailbox does not accept', ['<senderAccepted>true', '<senderAccepted>false']],
    ['an account that is no secure one', ['<type>Secure', '<type>Anonymous']],
  ])('is not somebody with %s', (_, [from = '', to = '']) => {
    const answer = reachableAnswer([{ number: '189002029800', isReachable: true }]).replace(from, to);
    expect([...(readReachable(answer, asked) ?? [])]).toEqual([]);
  });

  it.each(['', '<html>', '<a/>', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])('is not said by %j', (text) => {
    expect(readReachable(text, asked)).toBeUndefined();
  });
});

describe('an answer to a message', () => {
  const answer = (status: string, reference = 'm-1'): string =>
    `<a><return><transId>${reference}</transId><status><deliveryStatus>${status}</deliveryStatus></status></return></a>`;
  it.each([
    ['delivered', answer('Delivered'), true, { kind: 'accepted', reference: 'm-1' }],
    ['on its way', answer('Pending'), true, { kind: 'accepted', reference: 'm-1' }],
    ['no mailbox', answer('DeliveryFailed'), true, { kind: 'no-account' }],
    [
      'a fault of ours',
      '<f><faultcode>s:Client</faultcode><faultstring>5003</faultstring></f>',
      false,
      { kind: 'refused', code: 'MAILBOX_5003' },
    ],
    [
      'a fault of ours in words',
      '<f><faultcode>s:Client</faultcode><faultstring>189002029800</faultstring></f>',
      false,
      { kind: 'refused', code: 'SOAP_CLIENT' },
    ],
    ['delivered, with a status that says otherwise', answer('Delivered'), false, undefined],
    ['delivered without a reference', answer('Delivered', 'a b'), true, undefined],
    ['nothing', '', true, undefined],
  ])('that says %s is understood', (_, text, isOk, result) => {
    expect(readDelivered(text, isOk)).toEqual(result);
  });
});

it('a key that is not the certificate’s is found out before any message is under way', () => {
  const channel = mailboxAt('http://127.0.0.1:1', { keyFile: STRANGER.keyFile });
  expect(() => channel.check()).toThrow(expect.objectContaining({ code: 'MAILBOX_KEY' }) as Error);
});
