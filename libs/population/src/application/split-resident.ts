import { readReason, type Actor, type AuditLog } from '@kallelse/access';
import { ProblemError, today, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { EntityManager } from 'typeorm';
import { lockImports } from '../infra/import-ledger';
import { householdKey } from '../infra/register/household-key';
import {
  entriesSince,
  laterMerge,
  latestMerge,
  movedCounts,
  type DatedMerge,
} from '../infra/register/merge-rows';
import { refreshTouched } from '../infra/register/refresh-touched';
import { countOf } from '../infra/register/register-context';
import { splitResidents } from '../infra/register/split-residents';

/** Whose merge to undo. */
export interface SplitRequest {
  /** Internal id of either: who went to another, or who others came to (then the latest merge). */
  readonly resident: number;
  readonly actor: Actor;
  readonly reason?: string | undefined;
}

/** What a split moved where. */
export interface SplitSummary {
  readonly merge: number;
  readonly mergedAt: Date;
  /** Who had taken the other in, and who is there again. */
  readonly survivor: number;
  readonly returned: number;
  /** Which of the two has the number that the register last called the present one. */
  readonly holder: number;
  /** How many numbers and entries went back, by source. */
  readonly numbers: number;
  readonly entries: Readonly<Record<string, number>>;
  /** Entries of the survivor that came after the merge: they stay, and somebody has to look whose they are. */
  readonly stayed: number;
}

/**
 * Undoes a merge of two residents: numbers, sources and records go back, both get their facts anew, and the link that
 * made them one is not followed again. Rounds go back when rounds are settled next.
 */
export class SplitResident {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** @throws ProblemError RESIDENT_NOT_MERGED, or SPLIT_ORDER when a later merge must be undone first */
  async run({ resident, actor, reason }: SplitRequest): Promise<SplitSummary> {
    const why = reason === undefined ? {} : { reason: readReason(reason) };
    return this.databases.transaction('kallelse_import', async (tx) => {
      await lockImports(tx);
      const merge = await mergeToUndo(tx, resident);
      const summary = await this.split(tx, merge, actor);
      const { merge: id, survivor, returned, numbers, entries, stayed } = summary;
      const entry = { actor, action: 'residents.split', subject: `merge ${id}`, ...why };
      const details = { survivor, returned, numbers, entries, stayed };
      await this.audit.recordAll(
        [survivor, returned].map((residentId) => ({ ...entry, residentId, details })),
      );
      return summary;
    });
  }

  private async split(tx: EntityManager, merge: DatedMerge, actor: Actor): Promise<SplitSummary> {
    const { id, survivor_id: survivor, absorbed_id: returned, holder_id: holder } = merge;
    const now = this.clock.now();
    await splitResidents(tx, merge, { at: now, by: actor.user });
    await tx.query('CREATE TEMPORARY TABLE touched (resident_id bigint) ON COMMIT DROP');
    await tx.query('INSERT INTO touched VALUES ($1), ($2)', [survivor, returned]);
    await refreshTouched({ tx, today: today(this.clock), householdKey: await householdKey(tx) });
    const numbers = 'SELECT count(*) AS n FROM identity.identifiers WHERE resident_id = $1';
    return {
      ...{ merge: id, mergedAt: merge.merged_at, survivor, returned, holder },
      numbers: await countOf(tx, numbers, [returned]),
      entries: movedCounts(merge),
      stayed: await entriesSince(tx, survivor, merge),
    };
  }
}

async function mergeToUndo(tx: EntityManager, resident: number): Promise<DatedMerge> {
  const merge = await latestMerge(tx, resident);
  if (!merge) {
    throw new ProblemError('RESIDENT_NOT_MERGED', 'this resident is not merged with anybody', {
      fix: 'see merges with: kallelse exceptions --kind residents-merged',
    });
  }
  const later = await laterMerge(tx, merge);
  if (later) {
    const { survivor_id: survivor, absorbed_id: absorbed } = later;
    throw new ProblemError(
      'SPLIT_ORDER',
      `resident ${absorbed} was merged with ${survivor} after that, and has to be split off first`,
      { fix: `kallelse residents split ${absorbed}` },
    );
  }
  return merge;
}
