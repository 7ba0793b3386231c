import { addMessageAnswer, readAddMessage, soapFault } from './add-message';
import {
  deliverAnswer,
  mailboxFault,
  reachableAnswer,
  readQuestion,
  readSecureMessage,
} from './secure-message';

/** What a service takes, and how it answers. */
export interface Protocol {
  readonly path: string;
  /** A message's key and recipient; undefined for what is none. */
  readonly read: (body: string) => { readonly id: string; readonly recipient: string } | undefined;
  readonly taken: (reference: string) => string;
  readonly noAccount: string;
  readonly refused: readonly [status: number, body: string];
  readonly fault: (code: 'Client' | 'Server') => string;
  /** What else it is asked, by path. */
  readonly questions: Readonly<
    Record<string, (body: string, hasAccount: (recipient: string) => boolean) => string>
  >;
}

/** AddMessage of the 1177 inbox. */
export const ADD_MESSAGE: Protocol = {
  path: '/AddMessage',
  read: readAddMessage,
  taken: (reference) => addMessageAnswer({ reference }),
  noAccount: addMessageAnswer({ error: 'NO_ACCOUNT' }),
  refused: [200, addMessageAnswer({ error: 'REFUSED' })],
  fault: soapFault,
  questions: {},
};

/** Mina meddelanden; a message that is not signed and sealed by the certificate's owner is none. */
export function secureMailbox(certificate: string): Protocol {
  return {
    path: '/Message',
    read: (body) => readSecureMessage(body, certificate),
    taken: (reference) => deliverAnswer('Delivered', reference),
    noAccount: deliverAnswer('DeliveryFailed', 'none'),
    refused: [500, mailboxFault('Client')],
    fault: mailboxFault,
    questions: {
      '/Recipient': (body, hasAccount) =>
        reachableAnswer(
          readQuestion(body).numbers.map((number) => ({ number, isReachable: hasAccount(number) })),
        ),
    },
  };
}
