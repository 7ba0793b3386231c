import { OBJECT_TABLES, type ObjectKind } from '../../domain/event-line';
import { householdKey } from '../register/household-key';
import { refreshTouched } from '../register/refresh-touched';
import { mergeObjects } from './merge-objects';
import type { ObjectMerge } from './object-merge';
import { resolveObjects } from './resolve-objects';

/** What became of the objects whose resident is known. */
export interface StagedCounts {
  readonly added: number;
  readonly changed: number;
  readonly voided: number;
}

/**
 * Merges what stands in staging, from a file or parked before, and keeps the read models. Leaves `found` and `resolved`
 * for what is to be parked.
 */
export async function mergeStaged(merge: ObjectMerge): Promise<StagedCounts> {
  const { tx, today } = merge;
  await resolveObjects(tx);
  const total = { added: 0, changed: 0, voided: 0 };
  for (const kind of Object.keys(OBJECT_TABLES) as ObjectKind[]) {
    const counts = await mergeObjects(merge, kind);
    total.added += counts.added;
    total.changed += counts.changed;
    total.voided += counts.voided;
  }
  await refreshTouched({ tx, today, householdKey: await householdKey(tx) });
  return total;
}
