import { voidOwnEvents } from '@kallelse/population';
import { correctEnds } from './correct-ends';
import { findEndings } from './find-endings';
import { readmit } from './readmit';
import { planFollowUps } from './plan-follow-ups';
import { tellRounds } from './round-events';
import type { Settling } from './round-rules';
import { settleEnquiries } from './settle-enquiries';

export interface EndCounts {
  /** Rounds closed, by reason. */
  readonly closed: Readonly<Record<string, number>>;
  /** Rounds that had ended otherwise than a test shows that was reported, corrected or annulled later. */
  readonly corrected: number;
  /** Rounds open again, since what ended them was taken back. */
  readonly readmitted: number;
  readonly enquiriesAnswered: number;
}

/**
 * Closes rounds that are over: a counting test on or after hand-over is participation, one before it is
 * `already-tested`; opted out, no longer registered, first contact stopped or returned, validity passed. What was still
 * waiting to be sent in them is cancelled; what a worker has in a chunk is stopped by the send gate.
 */
export async function settleEnds(settling: Settling): Promise<EndCounts> {
  await hideProtected(settling);
  const corrected = await correctEnds(settling);
  const readmitted = await readmit(settling);
  await findEndings(settling);
  const closed = await close(settling);
  return { corrected, readmitted, closed, enquiriesAnswered: await settleEnquiries(settling) };
}

/** Whoever is protected stands in no area's figures, not even with rounds from before. */
async function hideProtected({ tx }: Settling): Promise<void> {
  await tx.query(
    `UPDATE screening.episodes AS episode SET is_protected = true, municipality = NULL, district = NULL, area_type = NULL
     FROM screening.resident_reach AS reach WHERE reach.protection <> 'none' AND reach.resident_id = episode.resident_id
       AND NOT episode.is_protected`,
  );
}

async function close(settling: Settling): Promise<Record<string, number>> {
  const { tx, now } = settling;
  await tx.query(
    `UPDATE screening.contacts AS contact SET state = 'cancelled', reason = ending.reason, changed_at = $1
     FROM ending WHERE contact.episode_id = ending.episode_id AND contact.state = 'waiting' AND contact.chunk_id IS NULL`,
    [now],
  );
  await tx.query(
    `UPDATE screening.episodes AS episode SET state = 'closed', closed_on = ending.closed_on, close_reason = ending.reason,
       participated_on = ending.participated_on FROM ending WHERE ending.episode_id = episode.id AND episode.state = 'open'`,
  );
  await recordEnds(settling);
  await planFollowUps(settling, `SELECT episode_id FROM ending WHERE reason = 'participated'`);
  const rows = await tx.query<{ reason: string; n: number }[]>(
    'SELECT reason, count(*) AS n FROM ending GROUP BY reason',
  );
  await tx.query('DROP TABLE ending');
  return Object.fromEntries(rows.map(({ reason, n }) => [reason, n]));
}

/** Rounds that count as never begun: their invitation arrived nowhere, or was a mistake. The person is due again. */
const NONE = `('undeliverable', 'annulled')`;

/** A round's event ends with it; of one that counts as never begun, round and invitation are annulled. */
async function recordEnds(settling: Settling): Promise<void> {
  const { tx, now, today } = settling;
  await tellRounds(settling, `id IN (SELECT episode_id FROM ending WHERE reason NOT IN ${NONE})`);
  await voidOwnEvents(tx, {
    refs: `SELECT 'kallelse:episode:' || episode_id FROM ending WHERE reason IN ${NONE}
      UNION ALL SELECT 'kallelse:contact:' || contact.id FROM screening.contacts AS contact
      JOIN ending ON ending.episode_id = contact.episode_id WHERE ending.reason IN ${NONE} AND contact.kind = 'invitation'`,
    values: [],
    now,
    today,
  });
}
