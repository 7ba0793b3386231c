import { refreshFacts } from './refresh-facts';
import { refreshReach } from './refresh-reach';
import { countOf, type RegisterImport } from './register-context';

/** Derives facts and reach anew for everyone whose sources changed (`touched`). */
export async function refreshTouched({
  tx,
  today,
  householdKey: key,
}: Pick<RegisterImport, 'tx' | 'today' | 'householdKey'>): Promise<void> {
  const touched = await countOf(tx, 'SELECT count(*) AS n FROM touched');
  if (touched === 0) return;
  await tx.query('ANALYZE touched');
  const scope = 'SELECT resident_id FROM touched';
  await refreshFacts(tx, today, scope);
  await refreshReach(tx, key, scope);
}
