import type { PlainDate } from '@kallelse/kernel';
import { activeVersion, type DatedVersion } from './active-version';

/** Where a version stands. `scheduled`, `active` and `superseded` are what an approved one is on a day. */
export type LifecycleState = 'draft' | 'submitted' | 'scheduled' | 'active' | 'superseded' | 'withdrawn';

/** A version with what has been decided of it. */
export interface DecidedVersion extends DatedVersion {
  readonly id: number;
  readonly state: 'submitted' | 'approved' | 'withdrawn';
}

/**
 * Where a version stands on a day, among the versions of its programme. A region's own version does not supersede the
 * national one, which stays in force elsewhere.
 */
export function lifecycleState(
  version: DecidedVersion,
  versions: readonly DecidedVersion[],
  on: PlainDate,
): LifecycleState {
  if (version.state !== 'approved') return version.state;
  if (version.validFrom > on) return 'scheduled';
  const same = versions.filter(({ region, state }) => region === version.region && state === 'approved');
  return activeVersion(same, version.region, on)?.id === version.id ? 'active' : 'superseded';
}
