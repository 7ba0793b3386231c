import { escapeXml } from '@kallelse/letters';
import { SignedXml } from 'xml-crypto';
import type { DigitalLetter, SendResult } from '../../domain/digital-channel';
import { readXml, readXmlList } from '../inbox/read-xml';

/**
 * Namespaces of the contract (DIGG, Mina meddelanden, version 3 of the schemas as named in the reference). Written after the
 * description, never held against the service's own WSDL.
 */
export const MAILBOX = {
  soap: 'http://schemas.xmlsoap.org/soap/envelope/',
  recipient: 'http://minameddelanden.gov.se/schema/Recipient/v3',
  message: 'http://minameddelanden.gov.se/schema/Message/v3',
} as const;

/** Signature algorithms, as names of XMLDSig (W3C XML Signature 1.1; exclusive canonicalisation 1.0). */
export const SIGNING = {
  canonicalization: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  enveloped: 'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
  digest: 'http://www.w3.org/2001/04/xmlenc#sha256',
  signature: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
} as const;

/** Most characters of a subject, and of the words on where to ask. */
const MOST_SUBJECT = 255;
const MOST_SUPPORT = 1024;

export interface MailboxSender {
  /** Organisation number, ten or twelve digits. */
  readonly organisation: string;
  readonly name: string;
  /** Private key and certificate, PEM. */
  readonly key: string;
  readonly certificate: string;
}

export function reachableRequest(organisation: string, numbers: readonly string[]): string {
  const recipients = numbers.map((number) => `<r:recipientId>${escapeXml(number)}</r:recipientId>`).join('');
  return envelope(
    `<r:isReachable xmlns:r="${MAILBOX.recipient}"><r:senderOrgNr>${escapeXml(organisation)}</r:senderOrgNr>${recipients}</r:isReachable>`,
  );
}

/** Those of some numbers who have a mailbox that takes messages of this sender; undefined: no answer to the question. */
export function readReachable(text: string, asked: readonly string[]): ReadonlySet<string> | undefined {
  const answers = readXmlList(text, 'return');
  if (!answers || (answers.length === 0 && asked.length > 0)) return undefined;
  const known = new Set(asked);
  const reachable = answers.filter(
    (one) =>
      one.get('senderAccepted') === 'true' && one.get('type') === 'Secure' && one.get('pending') !== 'true',
  );
  return new Set(reachable.map((one) => one.get('recipientId') ?? '').filter((number) => known.has(number)));
}

/** The request: a delivery signed by the sender, sealed by who brings it: both are the office. */
export function deliverRequest(letter: DigitalLetter, key: string, sender: MailboxSender): string {
  const signed = sign(
    `<m:SignedDelivery xmlns:m="${MAILBOX.message}">${delivery(letter, key, sender)}</m:SignedDelivery>`,
    'SignedDelivery',
    sender,
  );
  const sealed = sign(
    `<m:SealedDelivery xmlns:m="${MAILBOX.message}">${signed}<m:Seal><m:SignaturesOK>true</m:SignaturesOK></m:Seal></m:SealedDelivery>`,
    'SealedDelivery',
    sender,
  );
  return envelope(`<m:deliverSecure xmlns:m="${MAILBOX.message}">${sealed}</m:deliverSecure>`);
}

function delivery(letter: DigitalLetter, key: string, { organisation, name }: MailboxSender): string {
  const body = Buffer.from(letter.plainText, 'utf8').toString('base64');
  return [
    '<m:Delivery><m:Header>',
    `<m:Sender><m:Id>${escapeXml(organisation)}</m:Id><m:Name>${escapeXml(name)}</m:Name></m:Sender>`,
    `<m:Recipient>${escapeXml(letter.personalNumber)}</m:Recipient><m:CorrelationId>${escapeXml(key)}</m:CorrelationId>`,
    '</m:Header><m:Message><m:Header>',
    `<m:Subject>${escapeXml(shortened(letter.subject, MOST_SUBJECT))}</m:Subject>`,
    `<m:Supportinfo><m:Text>${escapeXml(shortened(letter.help, MOST_SUPPORT))}</m:Text></m:Supportinfo>`,
    `<m:Language>${letter.language === 'en' ? 'eng' : 'swe'}</m:Language>`,
    `</m:Header><m:Body><m:ContentType>text/plain</m:ContentType><m:Body>${body}</m:Body></m:Body></m:Message></m:Delivery>`,
  ].join('');
}

function shortened(text: string, most: number): string {
  const signs = Array.from(text);
  return signs.length <= most ? text : `${signs.slice(0, most - 1).join('')}…`;
}

/** Signs a document as a whole, enveloped. */
function sign(xml: string, root: string, { key, certificate }: MailboxSender): string {
  const signature = new SignedXml({
    privateKey: key,
    publicCert: certificate,
    signatureAlgorithm: SIGNING.signature,
    canonicalizationAlgorithm: SIGNING.canonicalization,
  });
  signature.addReference({
    xpath: '/*',
    isEmptyUri: true,
    digestAlgorithm: SIGNING.digest,
    transforms: [SIGNING.enveloped, SIGNING.canonicalization],
  });
  signature.computeSignature(xml, {
    location: { reference: `/*[local-name()='${root}']`, action: 'append' },
  });
  return signature.getSignedXml();
}

/**
 * What the body of an answer says of the message: `Delivered` and `Pending` are taken, `DeliveryFailed` is not; a fault of the
 * kind `Client` was told before anything was done. Undefined: nothing that could be understood.
 */
export function readDelivered(text: string, isOk: boolean): SendResult | undefined {
  const answer = readXml(text);
  if (answer?.get('faultcode')?.endsWith('Client') === true)
    return { kind: 'refused', code: faultOf(answer.get('faultstring') ?? '') };
  if (!isOk) return undefined;
  const [state, reference] = [answer?.get('deliveryStatus'), answer?.get('transId') ?? ''];
  if (state === 'DeliveryFailed') return { kind: 'no-account' };
  const isTaken = state === 'Delivered' || state === 'Pending';
  return isTaken && /^[A-Za-z0-9._-]{1,100}$/.test(reference) ? { kind: 'accepted', reference } : undefined;
}

function faultOf(text: string): string {
  return /^\d{4}$/.test(text) ? `MAILBOX_${text}` : 'SOAP_CLIENT';
}

function envelope(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="${MAILBOX.soap}"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
}
