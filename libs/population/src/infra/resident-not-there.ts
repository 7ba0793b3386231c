import { ProblemError } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { TAKEN_IN_BY } from './resident-record';

/**
 * The problem of an internal id that nobody has, or has no more since two residents were found to be one. An id that
 * nobody has may be part of a number and is not repeated.
 * @param command what to call with the id of who took the resident in
 */
export async function residentNotThere(
  databases: Databases,
  resident: number,
  command: string,
): Promise<ProblemError> {
  const [taken] = await databases.query<{ resident: number }>('kallelse_selection', TAKEN_IN_BY, [resident]);
  if (taken) {
    const message = `resident ${resident} was merged with ${taken.resident}`;
    const fix = `kallelse ${command} ${taken.resident}; were they two people: kallelse residents split ${resident}`;
    return new ProblemError('RESIDENT_MERGED', message, { fix });
  }
  return new ProblemError('RESIDENT_UNKNOWN', 'no resident has this internal id', {
    fix: 'find the id with: kallelse residents search',
  });
}
