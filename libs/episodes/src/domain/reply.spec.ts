import { plainDate } from '@kallelse/kernel';
import { judgeReply, type Answer, type AnsweredOrgan, type GivenReply, type KnownCode } from './reply';

const TODAY = plainDate('2026-06-15');
const CODE: KnownCode = {
  ...{ contactId: 1, residentId: 17, replyId: null, replyState: null, organs: ['cervix', 'prostate'] },
  ...{ expiresOn: TODAY, isUsed: false, last: null },
};
const says = (organ: AnsweredOrgan['organ'], state: Answer): AnsweredOrgan => ({ organ, state });
const reply = (...answers: readonly AnsweredOrgan[]): GivenReply => ({
  answers,
  revokes: false,
  answeredOn: TODAY,
});
const REVOCATION: GivenReply = { ...reply(), revokes: true };
const last = { present: ['cervix'], absent: [], declined: ['prostate'] };
const confirmation = (replyState: KnownCode['replyState']): KnownCode => ({
  ...CODE,
  replyId: 5,
  replyState,
});

const TABLE: readonly (readonly [string, GivenReply, KnownCode | undefined, string])[] = [
  ['what is there', reply(says('cervix', 'present')), CODE, 'taken'],
  ['no answer', reply(says('cervix', 'declined')), CODE, 'taken'],
  ['what is not there', reply(says('cervix', 'absent')), CODE, 'held'],
  ['one of each', reply(says('cervix', 'present'), says('prostate', 'absent')), CODE, 'held'],
  ['nothing', reply(), CODE, 'answer-missing'],
  ['of an organ nobody asked about', reply(says('breast', 'present')), CODE, 'organ-not-asked'],
  ['under a code nobody has', reply(says('cervix', 'present')), undefined, 'code-unknown'],
  [
    'a day too late',
    reply(says('cervix', 'present')),
    { ...CODE, expiresOn: plainDate('2026-06-14') },
    'code-expired',
  ],
  ['another than before', reply(says('cervix', 'absent')), { ...CODE, isUsed: true, last }, 'code-used'],
  ['less than before', reply(says('cervix', 'present')), { ...CODE, isUsed: true, last }, 'code-used'],
  [
    'the same once more',
    reply(says('prostate', 'declined'), says('cervix', 'present')),
    { ...CODE, isUsed: true, last },
    'repeated',
  ],
  [
    'with the code of a confirmation',
    reply(says('cervix', 'present')),
    confirmation('held'),
    'code-other-letter',
  ],
  ['a stop with the code of an enquiry', REVOCATION, CODE, 'code-other-letter'],
  ['a stop in time', REVOCATION, confirmation('held'), 'revoked'],
  ['a stop once more', REVOCATION, confirmation('revoked'), 'repeated'],
  ['a stop when it counts already', REVOCATION, confirmation('confirmed'), 'code-too-late'],
];

it.each(TABLE)('an answer that says %s', (_, given, code, expected) => {
  const judged = judgeReply(given, code, TODAY);
  expect(judged.kind === 'refused' ? judged.code : judged.kind).toBe(expected);
});
