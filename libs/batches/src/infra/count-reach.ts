import type { ChannelName } from '@kallelse/eligibility';
import { reachChannelSql, unreachableCauseSql } from '@kallelse/population';
import type { EntityManager } from 'typeorm';
import type { BatchPreview, PreviewChannel, UnreachableCause } from '../domain/preview';

/** How the selected of a temporary table would be reached as things are now, and why not. */
export async function countReach(
  tx: EntityManager,
  table: 'due' | 'enquiries',
  order: readonly ChannelName[],
): Promise<Pick<BatchPreview, 'channels' | 'unreachableBecause'>> {
  const rows = await tx.query<{ channel: PreviewChannel; cause: UnreachableCause; count: number }[]>(
    `SELECT channel, CASE WHEN channel = 'outreach' THEN cause END AS cause, count(*) AS count FROM (
       SELECT ${reachChannelSql('reach', order)} AS channel, ${unreachableCauseSql('reach')} AS cause
       FROM ${table} LEFT JOIN screening.resident_reach AS reach USING (resident_id) WHERE is_selected) AS selected
     GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`,
  );
  const unreachable = rows.filter(({ channel }) => channel === 'outreach');
  const outreach = unreachable.reduce((sum, { count }) => sum + count, 0);
  const channels = [
    ...rows.filter(({ channel }) => channel !== 'outreach').map(({ channel, count }) => ({ channel, count })),
    ...(outreach > 0 ? [{ channel: 'outreach', count: outreach } as const] : []),
  ];
  return { channels, unreachableBecause: unreachable.map(({ cause, count }) => ({ cause, count })) };
}
