import type { Actor, AuditLog } from '@kallelse/access';
import { today, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { EntityManager } from 'typeorm';
import { RejectedFile } from '../infra/files/rejected-file';
import {
  importDistricts,
  importGeometry,
  importSuccessors,
  type ReferenceCounts,
} from '../infra/geography/import-districts';
import { importCatchments, importUnits } from '../infra/geography/import-units';
import { lockImports } from '../infra/import-ledger';

/** What the import of one reference file did. */
export interface ReferenceSummary extends ReferenceCounts {
  readonly what: ReferenceKind;
  readonly rejectedFile?: string;
}

export type ReferenceKind = 'districts' | 'successors' | 'geometry' | 'units' | 'catchments';

type Load = (tx: EntityManager, path: string, rejected: RejectedFile) => Promise<ReferenceCounts>;

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
        return this.loaders()[what](tx, path, rejected);
      });
      const rejectedFile = await rejected.finish();
      await this.audit.record({ actor, action: `import.${what}`, details: { ...counts } });
      return { what, ...counts, ...(rejectedFile === undefined ? {} : { rejectedFile }) };
    } catch (error) {
      await rejected.discard();
      throw error;
    }
  }

  private loaders(): Readonly<Record<ReferenceKind, Load>> {
    const date = today(this.clock);
    return {
      districts: (tx, path, rejected) => importDistricts(tx, path, date, rejected),
      successors: importSuccessors,
      geometry: (tx, path) => importGeometry(tx, path, date),
      units: importUnits,
      catchments: importCatchments,
    };
  }
}
