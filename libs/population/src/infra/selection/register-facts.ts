import { readModelFacts, type FactSource, type Parameters } from '@kallelse/eligibility';
import { toDay, type PlainDate } from '@kallelse/kernel';
import { DISTRICTS } from '../register/refresh-facts';

/**
 * The facts of everyone in the register for one programme, as a source for compiled decisions. `where` narrows it by a
 * condition on `r`, the resident's row (`r.region = $1`).
 */
export function registerFacts(
  programme: string,
  asOf: PlainDate,
  where?: (parameters: Parameters) => string,
): FactSource {
  const on = toDay(asOf);
  return readModelFacts({
    schema: 'screening',
    programme,
    asOf: on,
    districts: { table: DISTRICTS, on },
    ...(where ? { where } : {}),
  });
}
