import { SaxesParser } from 'saxes';
import { SignedXml } from 'xml-crypto';

/** A message as deliverSecure brings it. */
export interface SecureMessage {
  /** The sender's key of it. */
  readonly id: string;
  readonly recipient: string;
  readonly sender: string;
  readonly subject: string;
  readonly support: string;
  readonly body: string;
}

/** Reads a delivery as a mailbox would: undefined for what is not sealed and signed by the certificate's owner. */
export function readSecureMessage(request: string, certificate: string): SecureMessage | undefined {
  const sealed = partOf(request, 'SealedDelivery');
  const signed = sealed === undefined ? undefined : partOf(sealed, 'SignedDelivery');
  if (sealed === undefined || signed === undefined) return undefined;
  if (!isSigned(sealed, certificate) || !isSigned(signed, certificate)) return undefined;
  const found = textsOf(signed);
  const [id, recipient] = [found.get('CorrelationId'), found.get('Recipient')];
  if (id === undefined || recipient === undefined) return undefined;
  return {
    id,
    recipient,
    sender: found.get('Sender/Id') ?? '',
    subject: found.get('Subject') ?? '',
    support: found.get('Supportinfo/Text') ?? '',
    body: Buffer.from(found.get('Body/Body') ?? '', 'base64').toString('utf8'),
  };
}

/** The sender and the numbers of a question who can be reached. */
export function readQuestion(request: string): { sender: string; numbers: readonly string[] } {
  const numbers: string[] = [];
  let sender = '';
  each(request, (path, text) => {
    if (path.at(-1) === 'recipientId') numbers.push(text);
    if (path.at(-1) === 'senderOrgNr') sender = text;
  });
  return { sender, numbers };
}

export function reachableAnswer(
  numbers: readonly { readonly number: string; readonly isReachable: boolean }[],
): string {
  const items = numbers.map(
    ({ number, isReachable }) =>
      `<return><recipientId>${number}</recipientId><senderAccepted>true</senderAccepted><accountStatus><type>${
        isReachable ? 'Secure' : 'Not'
      }</type><pending>false</pending></accountStatus></return>`,
  );
  return envelope(`<isReachableResponse>${items.join('')}</isReachableResponse>`);
}

export function deliverAnswer(status: 'Delivered' | 'DeliveryFailed', reference: string): string {
  return envelope(
    `<deliverSecureResponse><return><transId>${reference}</transId><status><deliveryStatus>${status}</deliveryStatus></status></return></deliverSecureResponse>`,
  );
}

export function mailboxFault(code: 'Client' | 'Server'): string {
  return envelope(
    `<soapenv:Fault><faultcode>soapenv:${code}</faultcode><faultstring>5003</faultstring></soapenv:Fault>`,
  );
}

function envelope(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
}

function partOf(text: string, name: string): string | undefined {
  const [from, end] = [text.indexOf(`<m:${name}`), `</m:${name}>`];
  const to = text.lastIndexOf(end);
  return from === -1 || to === -1 ? undefined : text.slice(from, to + end.length);
}

/** The last signature of a document, over all of it. */
function isSigned(document: string, certificate: string): boolean {
  const [from, end] = [document.lastIndexOf('<Signature '), '</Signature>'];
  if (from === -1) return false;
  const verifier = new SignedXml({ publicCert: certificate });
  verifier.loadSignature(document.slice(from, document.lastIndexOf(end) + end.length));
  try {
    return verifier.checkSignature(document);
  } catch {
    return false;
  }
}

/** The first text of each element, by its own name and by its parent's and its own. */
function textsOf(document: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  each(document, (path, text) => {
    for (const name of [path.at(-1) ?? '', path.slice(-2).join('/')])
      if (!found.has(name)) found.set(name, text);
  });
  return found;
}

function each(document: string, tell: (path: readonly string[], text: string) => void): void {
  const path: string[] = [];
  const texts: string[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ local }) => {
    path.push(local);
    texts.push('');
  });
  parser.on('text', (text) => texts.push((texts.pop() ?? '') + text));
  parser.on('closetag', () => {
    tell(path, (texts.pop() ?? '').trim());
    path.pop();
  });
  parser.write(document).close();
}
