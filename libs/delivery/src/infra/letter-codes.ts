import type { EnquiryCodes } from '@kallelse/episodes';
import type { PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import type { LetterRow } from './letter-rows';

/** The codes of those letters that hold one; drawn now, or the same as before when a letter is made again. */
export function codesOf(
  tx: EntityManager,
  codes: EnquiryCodes,
  rows: readonly LetterRow[],
  moment: { readonly now: Date; readonly today: PlainDate },
): Promise<ReadonlyMap<number, string>> {
  const coded = rows.filter(({ kind }) => kind === 'enquiry' || kind === 'confirmation');
  return codes.issue(
    tx,
    coded.map(({ dispatch_id: dispatchId, contact_id: contactId, kind, organs }) => ({
      dispatchId,
      contactId,
      organs: kind === 'enquiry' ? organs : [],
    })),
    moment,
  );
}
