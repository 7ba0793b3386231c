import type { Actor, AuditLog } from '@kallelse/access';
import { today, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { RejectedFile } from '../infra/files/rejected-file';
import type { Moment } from '../infra/geography/follow-editions';
import { importDistricts, type ReferenceCounts } from '../infra/geography/import-districts';
import { importGeometry, importSuccessors } from '../infra/geography/import-outlines';
import { importSlots } from '../infra/geography/import-slots';
import { importCatchments, importUnits } from '../infra/geography/import-units';
import { lockImports } from '../infra/import-ledger';

/** What the import of one reference file did. */
export interface ReferenceSummary extends ReferenceCounts {
  readonly what: ReferenceKind;
  readonly rejectedFile?: string;
}

/** The kinds of reference files. */
export type ReferenceKind = 'districts' | 'successors' | 'geometry' | 'units' | 'catchments' | 'slots';

type Load = (moment: Moment, path: string, rejected: RejectedFile) => Promise<ReferenceCounts>;

const LOADS: Readonly<Record<ReferenceKind, Load>> = {
  districts: importDistricts,
  successors: importSuccessors,
  geometry: importGeometry,
  units: importUnits,
  catchments: importCatchments,
  slots: importSlots,
};

/** Imports reference files: districts and what belongs to them, units and their catchments. */
export class ImportReference {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  async run(what: ReferenceKind, path: string, actor: Actor): Promise<ReferenceSummary> {
    const rejected = new RejectedFile(path);
    try {
      const counts = await this.databases.transaction('kallelse_import', async (tx) => {
        await lockImports(tx);
        const moment = { tx, now: this.clock.now(), today: today(this.clock) };
        const done = await LOADS[what](moment, path, rejected);
        await rejected.close();
        await this.audit.record({ actor, action: `import.${what}`, details: { ...done } });
        return done;
      });
      const rejectedFile = await rejected.putInPlace();
      return { what, ...counts, ...(rejectedFile === undefined ? {} : { rejectedFile }) };
    } catch (error) {
      await rejected.discard();
      throw error;
    }
  }
}
