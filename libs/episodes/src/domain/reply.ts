import type { PlainDate } from '@kallelse/kernel';
import type { SaidOrgan } from '@kallelse/population';

/** What can be answered about an organ. */
export const ANSWERS = ['present', 'absent', 'declined'] as const;
export type Answer = (typeof ANSWERS)[number];

/** An answer about one organ. */
export interface AnsweredOrgan {
  readonly organ: SaidOrgan['organ'];
  readonly state: Answer;
}

/** What came back to a letter with a code. */
export interface GivenReply {
  readonly answers: readonly AnsweredOrgan[];
  /** The code is that of a confirmation letter, and stops the answer. */
  readonly revokes: boolean;
  readonly answeredOn: PlainDate;
}

/** What is known of a code. */
export interface KnownCode {
  readonly contactId: number;
  readonly residentId: number;
  /** Of a confirmation letter: the answer it confirms, and how that stands. */
  readonly replyId: number | null;
  readonly replyState: 'taken' | 'held' | 'confirmed' | 'revoked' | null;
  readonly organs: readonly string[];
  readonly expiresOn: PlainDate;
  readonly isUsed: boolean;
  /** The latest answer to the same letter. */
  readonly last: Readonly<Record<Answer, readonly string[]>> | null;
}

/** What is to be done with a reply; a refusal names the column of the file. */
export type Judgement =
  | { readonly kind: 'taken' | 'held' | 'revoked' | 'repeated' }
  | { readonly kind: 'refused'; readonly column: string; readonly code: string };

/**
 * Judges a reply by what is known of its code. `absent` is held: with it somebody who has got hold of a letter could
 * take its owner out of examinations. The same answer once more is no second one.
 * @param code undefined when nobody has it
 */
export function judgeReply(reply: GivenReply, code: KnownCode | undefined, today: PlainDate): Judgement {
  if (!code) return refused('code', 'code-unknown');
  const { answers, revokes } = reply;
  const isConfirmation = code.replyId !== null;
  if (isConfirmation !== revokes) return refused('code', 'code-other-letter');
  if (isConfirmation) return judgeRevocation(code, today);
  if (answers.length === 0) return refused('', 'answer-missing');
  const strange = answers.find(({ organ }) => !code.organs.includes(organ));
  if (strange) return refused(strange.organ, 'organ-not-asked');
  if (code.isUsed) return isSame(answers, code.last) ? { kind: 'repeated' } : refused('code', 'code-used');
  if (code.expiresOn < today) return refused('code', 'code-expired');
  return { kind: answers.some(({ state }) => state === 'absent') ? 'held' : 'taken' };
}

function judgeRevocation({ replyState, expiresOn }: KnownCode, today: PlainDate): Judgement {
  if (replyState === 'revoked') return { kind: 'repeated' };
  if (replyState !== 'held' || expiresOn < today) return refused('code', 'code-too-late');
  return { kind: 'revoked' };
}

/** The organs that were answered in a way. */
export function organsOf(answers: readonly AnsweredOrgan[], state: Answer): string[] {
  return answers
    .filter((one) => one.state === state)
    .map(({ organ }) => organ)
    .sort();
}

function isSame(answers: readonly AnsweredOrgan[], last: KnownCode['last']): boolean {
  return ANSWERS.every(
    (state) =>
      organsOf(answers, state).join() ===
      Array.from(last?.[state] ?? [])
        .sort()
        .join(),
  );
}

function refused(column: string, code: string): Judgement {
  return { kind: 'refused', column, code };
}
