import { SaxesParser } from 'saxes';

/** A message as AddMessage brings it. */
export interface AddedMessage {
  readonly id: string;
  readonly recipient: string;
  readonly sender: string;
  readonly subject: string;
  /** DocBook. */
  readonly body: string;
}

const FIELDS = {
  MessageId: 'id',
  Extension: 'recipient',
  SenderHsaId: 'sender',
  Header: 'subject',
  Text: 'body',
};

/** Reads the request as the service would: undefined for what is no AddMessage of well-formed XML with a DocBook article. */
export function readAddMessage(request: string): AddedMessage | undefined {
  const path: string[] = [];
  const found: Record<string, string> = { sender: '' };
  try {
    const parser = new SaxesParser({ xmlns: true });
    parser.on('error', (error) => {
      throw error;
    });
    parser.on('opentag', ({ local }) => path.push(local));
    parser.on('text', (text) => {
      const field = FIELDS[path.at(-1) as keyof typeof FIELDS] as string | undefined;
      if (field !== undefined && path[2] === 'AddMessage') found[field] = (found[field] ?? '') + text;
    });
    parser.on('closetag', () => path.pop());
    parser.write(request).close();
    const { id, recipient, subject, body = '' } = found;
    if (id === undefined || recipient === undefined || subject === undefined) return undefined;
    return isArticle(body) ? { id, recipient, sender: found['sender'] ?? '', subject, body } : undefined;
  } catch {
    return undefined;
  }
}

function isArticle(text: string): boolean {
  let root: string | undefined;
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ local }) => (root ??= local));
  parser.write(text).close();
  return root === 'article';
}

/** The answer: taken under a reference, or refused with a code. */
export function addMessageAnswer(
  answer: { readonly reference: string } | { readonly error: string },
): string {
  const result =
    'reference' in answer
      ? `<ResultCode>OK</ResultCode><MessageReference>${answer.reference}</MessageReference>`
      : `<ResultCode>ERROR</ResultCode><ErrorCode>${answer.error}</ErrorCode>`;
  return envelope(
    `<AddMessageResponse xmlns="urn:riv:itinfra:messagebox:AddMessageResponder:2">${result}</AddMessageResponse>`,
  );
}

export function soapFault(code: 'Client' | 'Server'): string {
  return envelope(
    `<soapenv:Fault><faultcode>soapenv:${code}</faultcode><faultstring>no</faultstring></soapenv:Fault>`,
  );
}

function envelope(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
}
