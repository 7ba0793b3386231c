import type { ChannelName } from '@kallelse/eligibility';

/** The ways a contact can go as things are now. */
export type ReachChannel = ChannelName | 'mediated' | 'outreach';

/** The digital channels, each with what makes it reach a resident by `reach`, as SQL. */
const DIGITAL: Readonly<Record<Exclude<ChannelName, 'paper'>, (reach: string) => string>> = {
  // Who has no account is found out by sending.
  '1177': (reach) => `${reach}.identity_type = 'personnummer'`,
  // Asked of the service before sending (screening.mailboxes).
  'secure-mailbox': (reach) =>
    `${reach}.identity_type = 'personnummer' AND EXISTS (SELECT FROM screening.mailboxes AS box
      WHERE box.resident_id = ${reach}.resident_id AND box.is_reachable)`,
};

/**
 * The channel of a resident by `reach` (a row of screening.resident_reach), as SQL: protected post is mediated (a reserve
 * number cannot be); then the digital channel that was asked for, if there is one of those in `channels`; then, for nobody
 * who asked for paper, those before paper in their order; and who has no address, or one that a letter came back from, is
 * for the outreach list. Digital channels take personnummer only.
 */
export function reachChannelSql(reach: string, channels: readonly ChannelName[]): string {
  const ways = channels.flatMap((name) =>
    name === 'paper' ? [] : [{ name, reaches: DIGITAL[name](reach) }],
  );
  const asked = ways.map(
    ({ name, reaches }) => `WHEN ${reach}.channel = '${name}' AND ${reaches} THEN '${name}'`,
  );
  const paper = channels.indexOf('paper');
  const first = ways
    .filter(({ name }) => paper === -1 || channels.indexOf(name) < paper)
    .map(
      ({ name, reaches }) => `WHEN ${reach}.channel IS DISTINCT FROM 'paper' AND ${reaches} THEN '${name}'`,
    );
  return (
    `CASE WHEN ${reach}.resident_id IS NULL THEN 'outreach' ` +
    `WHEN ${reach}.protection <> 'none' THEN CASE WHEN ${reach}.identity_type = 'reservnummer' THEN 'outreach' ELSE 'mediated' END ` +
    `${[...asked, ...first].join(' ')} WHEN ${reach}.address_class = 'none' OR ${cameBackSql(reach)} THEN 'outreach' ELSE 'paper' END`
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
