import { readModelFacts, type FactSource, type IdRange, type Parameters } from '@kallelse/eligibility';
import { toDay, type PlainDate } from '@kallelse/kernel';
import { DISTRICTS } from '../register/refresh-facts';

/**
 * The facts of everyone in the register for one programme, as a source for compiled decisions. `where` narrows it by a
 * condition on `r`, the resident's row (`r.region = $1`), `ids` to a piece of the register.
 */
export function registerFacts(
  programme: string,
  asOf: PlainDate,
  where?: (parameters: Parameters) => string,
  ids?: IdRange,
): FactSource {
  const on = toDay(asOf);
  return readModelFacts({
    schema: 'screening',
    programme,
    asOf: on,
    districts: { table: DISTRICTS, on },
    ...(where ? { where } : {}),
    ...(ids ? { ids } : {}),
  });
}
