import { AuditLog, systemActor } from '@kallelse/access';
import { today, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { lockImports } from '@kallelse/population';
import { REVOCABLE_DAYS } from '../domain/held-answer';
import { endReplies } from './take-replies';

const DUE = `SELECT id AS "replyId", resident_id AS "residentId" FROM screening.enquiry_replies
  WHERE state = 'held' AND letter_on + ${REVOCABLE_DAYS} < $1::date ORDER BY id`;

/**
 * Lets held answers count whose confirmation letter has been out for its time without anybody stopping them.
 * @returns how many
 */
export async function confirmHeld(databases: Databases, clock: Clock): Promise<number> {
  const date = today(clock);
  // Looked for first without the lock, which an import may have for minutes.
  if ((await databases.query('kallelse_import', DUE, [date])).length === 0) return 0;
  return databases.transaction('kallelse_import', async (tx) => {
    await lockImports(tx);
    const due = await tx.query<{ replyId: number; residentId: number }[]>(DUE, [date]);
    const actor = systemActor('answers');
    const audit = new AuditLog(databases, clock);
    const taking = { tx, audit, actor, source: 'file' as const, now: clock.now(), today: date };
    return endReplies(taking, due, 'confirmed');
  });
}
