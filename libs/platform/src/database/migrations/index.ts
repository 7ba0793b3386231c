import { type Migration } from '../migration';
import { schemas } from './schema/0001-schemas';
import { queueSchema } from './schema/0002-queue-schema-11';
import { identity } from './schema/0003-identity';
import { sources } from './schema/0004-sources';
import { readModels } from './schema/0005-read-models';
import { geography } from './schema/0006-geography';
import { audit } from './schema/0007-audit';
import { programmes } from './schema/0008-programmes';
import { rounds } from './schema/0009-rounds';
import { delivery } from './schema/0010-delivery';
import { participation } from './schema/0011-participation';
import { settling } from './schema/0012-settling';
import { roundsInDoubt } from './schema/0013-rounds-in-doubt';
import { dispatchSteps } from './schema/0014-dispatch-steps';
import { definitionLifecycle } from './schema/0015-definition-lifecycle';
import { simulations } from './schema/0016-simulations';
import { organInventory } from './schema/0017-organ-inventory';
import { questionnaires } from './schema/0018-questionnaires';
import { recall } from './schema/0019-recall';
import { corrections } from './schema/0020-corrections';
import { kits } from './schema/0021-kits';
import { dispatchSentAt } from './schema/0022-dispatch-sent-at';
import { messageReceipts } from './schema/0023-message-receipts';
import { providers } from './schema/0024-providers';
import { returnedLetters } from './schema/0025-returned-letters';
import { bookedTimes } from './schema/0026-booked-times';
import { readmission } from './schema/0027-readmission';
import { batchLimits } from './schema/0028-batch-limits';
import { announcements } from './schema/0029-announcements';
import { secureMailbox } from './schema/0030-secure-mailbox';
import { outreach } from './schema/0031-outreach';
import { silentRounds } from './schema/0032-silent-rounds';
import { kitResults } from './schema/0033-kit-results';
import { laboratories } from './schema/0034-laboratories';
import { runLints } from './schema/0035-run-lints';
import { openRoundsIndex } from './schema/0036-open-rounds';
import { cube } from './schema/0037-cube';
import { population } from './schema/0038-population';
import { publication } from './schema/0039-publication';
import { interventions } from './schema/0040-interventions';
import { packedCube } from './schema/0041-packed-cube';
import { coverageAndYield } from './schema/0042-coverage-and-yield';

/** Every migration, in the order of their numbers: 1, 2, 3 … without a gap, `schema` and `data` in one line. */
export const MIGRATIONS: readonly Migration[] = [
  schemas,
  queueSchema,
  identity,
  sources,
  readModels,
  geography,
  audit,
  programmes,
  rounds,
  delivery,
  participation,
  settling,
  roundsInDoubt,
  dispatchSteps,
  definitionLifecycle,
  simulations,
  organInventory,
  questionnaires,
  recall,
  corrections,
  kits,
  dispatchSentAt,
  messageReceipts,
  providers,
  returnedLetters,
  bookedTimes,
  readmission,
  batchLimits,
  announcements,
  secureMailbox,
  outreach,
  silentRounds,
  kitResults,
  laboratories,
  runLints,
  openRoundsIndex,
  cube,
  population,
  publication,
  interventions,
  packedCube,
  coverageAndYield,
];
