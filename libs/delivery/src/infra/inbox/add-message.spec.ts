import fc from 'fast-check';
import { readAddMessage } from '../../../../../test/simulators/src/add-message';
import type { DigitalLetter } from '../../domain/digital-channel';
import { addMessageRequest, readAddMessageAnswer, senderOf } from './add-message';
import { readXml } from './read-xml';

const LETTER: DigitalLetter = {
  dispatchId: 7,
  personalNumber: '189002029800',
  subject: 'Kallelse till provtagning',
  docBook: '<article><title>Å &#38; Ö</title></article>',
  plainText: 'Å & Ö',
  language: 'sv',
  help: '',
  sender: 'SE2321000016-A1',
};
const ADDRESS = { receiver: 'SE165565594230-1000', sender: 'SE2321000016-OFFICE' };
const answer = (result: string): string =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><r:AddMessageResponse xmlns:r="urn:r">${result}</r:AddMessageResponse></s:Body></s:Envelope>`;

describe('a message to the 1177 inbox', () => {
  it('says whom it is for, who sends it, and brings the DocBook text as it is', () => {
    expect(readAddMessage(addMessageRequest(LETTER, 'key-7', ADDRESS))).toEqual({
      id: 'key-7',
      recipient: LETTER.personalNumber,
      sender: LETTER.sender,
      subject: LETTER.subject,
      body: LETTER.docBook,
    });
  });

  it('is well-formed whatever stands in it, and read as it was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (subject) => {
        const read = readAddMessage(addMessageRequest({ ...LETTER, subject: `a${subject}z` }, 'k', ADDRESS));
        // XML 1.0, production 2.
        const writable = subject.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
        expect(read?.subject).toBe(`a${writable}z`);
      }),
      { seed: 11, numRuns: 500 },
    );
  });

  it.each([undefined, '', 'not an HSA-id', 'SE2321000016-Å'])(
    'names the office as its sender when the unit has %j',
    (sender) => {
      expect(senderOf({ ...LETTER, sender }, ADDRESS)).toBe(ADDRESS.sender);
    },
  );
});

describe('an answer', () => {
  it.each([
    [
      'taken',
      answer('<r:ResultCode>OK</r:ResultCode><r:MessageReference>m-1</r:MessageReference>'),
      { kind: 'accepted', reference: 'm-1' },
    ],
    [
      'taken, with a remark',
      answer('<ResultCode>INFO</ResultCode><MessageReference>m-1</MessageReference>'),
      { kind: 'accepted', reference: 'm-1' },
    ],
    [
      'no account',
      answer('<ResultCode>ERROR</ResultCode><ErrorCode>NO_ACCOUNT</ErrorCode>'),
      { kind: 'no-account' },
    ],
    [
      'busy',
      answer('<ResultCode>ERROR</ResultCode><ErrorCode>BUSY</ErrorCode>'),
      { kind: 'not-sent', code: 'BUSY' },
    ],
    [
      'refused',
      answer('<ResultCode>ERROR</ResultCode><ErrorCode>TOO_LONG</ErrorCode>'),
      { kind: 'refused', code: 'TOO_LONG' },
    ],
    [
      'refused with words that are no code',
      answer('<ResultCode>ERROR</ResultCode><ErrorCode>189002029800 is gone</ErrorCode>'),
      { kind: 'refused', code: 'ERROR' },
    ],
    ['a fault of ours', answer('<faultcode>s:Client</faultcode>'), { kind: 'refused', code: 'SOAP_CLIENT' }],
  ])('that says %s is understood', (_, text, result) => {
    expect(readAddMessageAnswer(text)).toEqual(result);
  });

  it.each([
    ['nothing', ''],
    ['a web page', '<html><body>Log in<br></body></html>'],
    ['JSON', '{"messageId":"m-1"}'],
    ['a fault of theirs', answer('<faultcode>s:Server</faultcode>')],
    ['taken, without a reference', answer('<ResultCode>OK</ResultCode>')],
    [
      'taken, under what is no reference',
      answer('<ResultCode>OK</ResultCode><MessageReference>a b</MessageReference>'),
    ],
    [
      'an entity bomb',
      `<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;">]>${answer('<ResultCode>&m;</ResultCode>')}`,
    ],
    ['a foreign file', `<!DOCTYPE a SYSTEM "file:///etc/passwd">${answer('<ResultCode>OK</ResultCode>')}`],
    ['elements nested without end', '<a>'.repeat(100_000)],
    [
      'half of it',
      answer('<ResultCode>OK</ResultCode><MessageReference>m-1</MessageReference>').slice(0, -20),
    ],
  ])('that holds %s says nothing', (_, text) => {
    expect(readAddMessageAnswer(text)).toBeUndefined();
  });
});

it('XML is read by local names, the first of each, with nothing expanded', () => {
  const read = readXml('<a xmlns:x="urn:x"><x:b> 1 &amp; 2 </x:b><b>3</b><c><![CDATA[<d/>]]></c></a>');
  expect(Object.fromEntries(read ?? [])).toMatchObject({ b: '1 & 2', c: '<d/>' });
});
