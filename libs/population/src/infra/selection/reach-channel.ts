import type { ChannelName } from '@kallelse/eligibility';

/** The ways a contact can go as things are now. */
export type ReachChannel = '1177' | 'paper' | 'mediated' | 'outreach';

/**
 * The channel of a resident by `reach` (a row of screening.resident_reach), as SQL: protected post is mediated (a reserve
 * number cannot be), the 1177 inbox takes personnummer only and nobody who asked for paper, and who has no address, or
 * one that a letter came back from, is for the outreach list.
 */
export function reachChannelSql(reach: string, channels: readonly ChannelName[]): string {
  const digital = channels.includes('1177')
    ? `WHEN ${reach}.identity_type = 'personnummer' AND ${reach}.channel IS DISTINCT FROM 'paper' THEN '1177'`
    : '';
  return (
    `CASE WHEN ${reach}.resident_id IS NULL THEN 'outreach' ` +
    `WHEN ${reach}.protection <> 'none' THEN CASE WHEN ${reach}.identity_type = 'reservnummer' THEN 'outreach' ELSE 'mediated' END ` +
    `${digital} WHEN ${reach}.address_class = 'none' OR ${cameBackSql(reach)} THEN 'outreach' ELSE 'paper' END`
  );
}

/** Nothing is sent again to an address that a letter came back from, until it changes or the office has looked into it. */
function cameBackSql(reach: string): string {
  return `${reach}.resident_id IN (SELECT raised.resident_id FROM screening.exceptions AS raised
    WHERE raised.kind = 'letter-returned' AND raised.resolved_at IS NULL AND raised.resident_id IS NOT NULL)`;
}

/** The cause of the channel `outreach` ({@link reachChannelSql}), as SQL. */
export function unreachableCauseSql(reach: string): string {
  return (
    `CASE WHEN ${reach}.resident_id IS NULL THEN 'not-in-register' ` +
    `WHEN ${reach}.protection <> 'none' THEN 'protected-without-national-number' ` +
    `WHEN ${reach}.address_class = 'none' THEN 'no-address' ELSE 'letter-returned' END`
  );
}
