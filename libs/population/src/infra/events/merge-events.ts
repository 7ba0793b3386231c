import { countOf } from '../register/register-context';
import { mergeStaged } from './merge-staged';
import { createObjectTables, type ObjectMerge } from './object-merge';
import { parkObjects } from './parked-events';
import { EVENTS_STAGING } from './stage-events';

/** What became of the lines of an events file; with the rejected ones they add up to its lines. */
export interface EventCounts {
  readonly new: number;
  readonly changed: number;
  readonly annulled: number;
  /** Objects that were there already, and lines followed by a later line on the same object. */
  readonly unchanged: number;
  /** Lines of numbers nobody has yet. */
  readonly parked: number;
}

/**
 * Merges the staged objects into their sources and derives facts anew for whom they concern; in the transaction it is
 * given. Refused lines stand in the temporary table `refused`.
 */
export async function mergeEvents(merge: ObjectMerge): Promise<EventCounts> {
  const { tx } = merge;
  await createObjectTables(tx);
  await tx.query('SELECT identity.analyze_staging()');
  const total = await mergeStaged(merge);
  const waiting = await parkObjects(merge);
  await tx.query('DROP TABLE found, resolved');
  const lines = await countOf(tx, `SELECT count(*) AS n FROM ${EVENTS_STAGING}`);
  const refused = await countOf(tx, 'SELECT count(*) AS n FROM refused');
  const counts = {
    new: total.added,
    changed: total.changed,
    annulled: total.voided + waiting.annulled,
    parked: waiting.parked,
  };
  const done = counts.new + counts.changed + counts.annulled + counts.parked + refused;
  return { ...counts, unchanged: lines - done };
}
