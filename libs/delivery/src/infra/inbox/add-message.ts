import { escapeXml } from '@kallelse/letters';
import type { DigitalLetter, SendResult } from '../../domain/digital-channel';
import { readXml } from './read-xml';

/**
 * Namespace of the contract. Its published form could not be had when this was written: this is our reading of RIV-TA's
 * naming, and the first thing to hold against the service's own WSDL.
 */
export const ADD_MESSAGE = 'urn:riv:itinfra:messagebox:AddMessageResponder:2';
/** OID of personnummer as identifiers of persons in RIV-TA. */
const PERSONNUMMER = '1.2.752.129.2.1.3.1';
const HSA_ID = /^SE\d{10,12}-[A-Z0-9]{1,20}$/;
const REFERENCE = /^[A-Za-z0-9._-]{1,100}$/;

export interface AddMessageAddress {
  /** HSA-id of the service that takes messages. */
  readonly receiver: string;
  /** HSA-id of who sends when a unit has none of its own. */
  readonly sender: string | undefined;
}

/** The request: a SOAP 1.1 envelope as in RIV-TA Basic Profile 2.1, with the DocBook text as the message's text. */
export function addMessageRequest(letter: DigitalLetter, key: string, address: AddMessageAddress): string {
  const sender = senderOf(letter, address);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:reg="urn:riv:itintegration:registry:1" xmlns:m="${ADD_MESSAGE}">`,
    `<soapenv:Header><reg:LogicalAddress>${escapeXml(address.receiver)}</reg:LogicalAddress></soapenv:Header>`,
    '<soapenv:Body><m:AddMessage>',
    `<m:MessageId>${escapeXml(key)}</m:MessageId>`,
    `<m:PersonId><m:Root>${PERSONNUMMER}</m:Root><m:Extension>${escapeXml(letter.personalNumber)}</m:Extension></m:PersonId>`,
    sender === undefined ? '' : `<m:SenderHsaId>${escapeXml(sender)}</m:SenderHsaId>`,
    `<m:Message><m:Header>${escapeXml(letter.subject)}</m:Header><m:Text>${escapeXml(letter.docBook)}</m:Text></m:Message>`,
    '</m:AddMessage></soapenv:Body></soapenv:Envelope>',
  ].join('');
}

/** HSA-id of the sender; a unit whose own is none sends as the office. */
export function senderOf({ sender }: DigitalLetter, address: AddMessageAddress): string | undefined {
  return sender !== undefined && HSA_ID.test(sender) ? sender : address.sender;
}

/**
 * What the body of an answer says of the message; undefined: nothing that could be understood. `OK` and `INFO` are taken,
 * `ERROR` is not; a fault of the kind `Client` was told before anything was done.
 */
export function readAddMessageAnswer(text: string): SendResult | undefined {
  const answer = readXml(text);
  if (answer?.get('faultcode')?.endsWith('Client') === true) return { kind: 'refused', code: 'SOAP_CLIENT' };
  const code = answer?.get('ResultCode');
  if (code === 'ERROR') return refusal(answer?.get('ErrorCode') ?? '');
  const reference = answer?.get('MessageReference') ?? '';
  const isTaken = code === 'OK' || code === 'INFO';
  return isTaken && REFERENCE.test(reference) ? { kind: 'accepted', reference } : undefined;
}

function refusal(code: string): SendResult {
  if (code === 'NO_ACCOUNT') return { kind: 'no-account' };
  if (code === 'BUSY') return { kind: 'not-sent', code };
  return { kind: 'refused', code: /^[A-Z0-9_]{1,40}$/.test(code) ? code : 'ERROR' };
}
