import type { Actor, AuditLog } from '@kallelse/access';
import type { PlainDate } from '@kallelse/kernel';
import { appendStatements } from '@kallelse/population';
import type { EntityManager } from 'typeorm';
import { judgeReply, organsOf, type GivenReply, type Judgement, type KnownCode } from '../domain/reply';

/** A reply under a code, as its HMAC in hex. */
export interface CodedReply extends GivenReply {
  readonly hmac: string;
}

/** One turn of taking replies, in a transaction of kallelse_import that holds the import lock. */
export interface TakingReplies {
  readonly tx: EntityManager;
  readonly audit: AuditLog;
  readonly actor: Actor;
  /** How they came. */
  readonly source: '1177' | 'file' | 'clerk';
  readonly now: Date;
  readonly today: PlainDate;
}

interface NewReply extends GivenReply {
  readonly residentId: number;
  readonly contactId: number | null;
  readonly state: 'taken' | 'held';
}

/** Takes replies, one code once; in the order given. @returns what became of each */
export async function takeReplies(
  taking: TakingReplies,
  replies: readonly CodedReply[],
): Promise<Judgement[]> {
  const known = await knownCodes(taking.tx, replies);
  const fresh: NewReply[] = [];
  const stopped: { readonly replyId: number; readonly residentId: number }[] = [];
  const judgements = replies.map((reply) => {
    const code = known.get(reply.hmac);
    const judgement = judgeReply(reply, code, taking.today);
    if (!code) return judgement;
    if (judgement.kind === 'taken' || judgement.kind === 'held') {
      fresh.push({ ...reply, residentId: code.residentId, contactId: code.contactId, state: judgement.kind });
      markUsed(known, code, reply);
    } else if (judgement.kind === 'revoked' && code.replyId !== null) {
      stopped.push({ replyId: code.replyId, residentId: code.residentId });
      known.set(reply.hmac, { ...code, replyState: 'revoked' });
    }
    return judgement;
  });
  await addReplies(taking, fresh);
  await endReplies(taking, stopped, 'revoked');
  return judgements;
}

/** Adds answers; what is there counts at once, what is not and is not held too. */
export async function addReplies(taking: TakingReplies, replies: readonly NewReply[]): Promise<void> {
  const { tx, audit, actor, source, now, today } = taking;
  if (replies.length === 0) return;
  const rows = replies.map(({ answers, residentId, contactId, state, answeredOn }) => ({
    ...{ residentId, contactId, state, answeredOn },
    ...{ present: organsOf(answers, 'present'), absent: organsOf(answers, 'absent') },
    declined: organsOf(answers, 'declined'),
  }));
  const added = await tx.query<{ id: number; resident_id: number; state: string }[]>(
    `INSERT INTO screening.enquiry_replies
       (resident_id, contact_id, source, present, absent, declined, answered_on, state, recorded_by, recorded_at)
     SELECT "residentId", "contactId", $2, present, absent, declined, "answeredOn", state, $3, $4
     FROM jsonb_to_recordset($1::jsonb) AS given ("residentId" bigint, "contactId" bigint, state text, "answeredOn" date,
       present text[], absent text[], declined text[]) RETURNING id, resident_id, state`,
    [JSON.stringify(rows), source, actor.user, now],
  );
  await tx.query(
    `UPDATE screening.enquiry_codes SET used_at = $2 WHERE contact_id = ANY ($1::bigint[]) AND reply_id IS NULL AND used_at IS NULL`,
    [replies.flatMap(({ contactId }) => contactId ?? []), now],
  );
  const statements = replies.flatMap(({ answers, residentId, answeredOn, state: how }) =>
    answers.flatMap(({ organ, state }) =>
      state === 'declined' || (state === 'absent' && how === 'held')
        ? []
        : [{ residentId, organ, state, source: 'self' as const, effective: answeredOn }],
    ),
  );
  await appendStatements(tx, statements, { now, today, by: actor.user });
  await audit.recordAll(
    added.map(({ id, resident_id: residentId, state }) => ({
      ...{ actor, action: 'organs.answer', subject: `answer ${id}`, residentId, details: { source, state } },
    })),
  );
}

/** Ends held answers: confirmed, they count from the day they were given; revoked, they never did. */
export async function endReplies(
  { tx, audit, actor, now, today }: TakingReplies,
  replies: readonly { readonly replyId: number; readonly residentId: number }[],
  state: 'confirmed' | 'revoked',
  reason?: string,
): Promise<number> {
  if (replies.length === 0) return 0;
  const [ended] = await tx.query<
    [{ id: number; resident_id: number; absent: string[]; answered_on: PlainDate }[], number]
  >(
    `UPDATE screening.enquiry_replies SET state = $2, decided_by = $3, decided_at = $4
     WHERE id = ANY ($1::bigint[]) AND state = 'held'
     RETURNING id, screening.present_resident(resident_id) AS resident_id, absent, answered_on`,
    [replies.map(({ replyId }) => replyId), state, actor.user, now],
  );
  if (state === 'confirmed') {
    const statements = ended.flatMap(({ resident_id: residentId, absent, answered_on: effective }) =>
      absent.map((organ) => ({
        residentId,
        organ,
        state: 'absent' as const,
        source: 'self' as const,
        effective,
      })),
    );
    await appendStatements(tx, statements, { now, today, by: actor.user });
  }
  await audit.recordAll(
    ended.map(({ id, resident_id: residentId }) => ({
      ...{ actor, action: `organs.answer-${state}`, subject: `answer ${id}`, residentId },
      ...(reason === undefined ? {} : { reason }),
    })),
  );
  return ended.length;
}

interface CodeRow extends Omit<KnownCode, 'isUsed'> {
  readonly hmac: string;
  readonly isUsed: boolean;
}

async function knownCodes(
  tx: EntityManager,
  replies: readonly CodedReply[],
): Promise<Map<string, KnownCode>> {
  const rows = await tx.query<CodeRow[]>(
    `SELECT encode(code.code_hmac, 'hex') AS hmac, code.contact_id AS "contactId", code.reply_id AS "replyId", code.organs,
       screening.resident_of_contact(code.contact_id) AS "residentId", code.expires_on AS "expiresOn",
       code.used_at IS NOT NULL AS "isUsed", stopped.state AS "replyState", (
         SELECT jsonb_build_object('present', present, 'absent', absent, 'declined', declined)
         FROM screening.enquiry_replies AS reply WHERE reply.contact_id = code.contact_id ORDER BY id DESC LIMIT 1) AS last
     FROM screening.enquiry_codes AS code LEFT JOIN screening.enquiry_replies AS stopped ON stopped.id = code.reply_id
     WHERE code.code_hmac IN (SELECT decode(hmac, 'hex') FROM unnest($1::text[]) AS hmac)`,
    [replies.map(({ hmac }) => hmac)],
  );
  return new Map(rows.map(({ hmac, ...code }) => [hmac, code]));
}

/** The codes of the same letter count as used for the rows that follow. */
function markUsed(known: Map<string, KnownCode>, { contactId }: KnownCode, { answers }: GivenReply): void {
  const last = {
    present: organsOf(answers, 'present'),
    absent: organsOf(answers, 'absent'),
    declined: organsOf(answers, 'declined'),
  };
  for (const [hmac, code] of known)
    if (code.contactId === contactId && code.replyId === null)
      known.set(hmac, { ...code, isUsed: true, last });
}
