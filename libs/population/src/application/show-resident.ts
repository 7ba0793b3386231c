import { readReason, type Actor, type AuditLog } from '@kallelse/access';
import type { Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { residentNotThere } from '../infra/resident-not-there';
import { RESIDENT_RECORD } from '../infra/resident-record';

/** One version of where and how somebody was registered. Absent: as the register says, or masked. */
export interface ShownResidency {
  readonly from?: string;
  readonly status: string;
  readonly since?: string;
  readonly region?: string;
  readonly municipality?: string;
  readonly district?: string;
  /** When the register recorded it. */
  readonly recorded?: string;
}

/** Something dated of a programme: a test, an invitation, a care period, an opt-out, a manual route. */
export interface ShownEntry {
  readonly programme?: string;
  readonly from: string;
  readonly until?: string;
}

export interface ShownEvent extends ShownEntry {
  readonly type: string;
  readonly method?: string;
  readonly result?: string;
  readonly list?: string;
}

export interface ShownOptOut extends ShownEntry {
  readonly kind: string;
  readonly revoked?: string;
}

export interface ShownManualRoute extends ShownEntry {
  readonly kind: string;
  readonly code: string;
}

/**
 * What is shown of a resident to somebody without further rights: facts of decisions, but no number, name or address,
 * and nothing of organs. Of a protected resident no birth date and no place either (null).
 */
export interface ShownResident {
  readonly resident: number;
  readonly isProtected: boolean;
  readonly birthDate: string | null;
  readonly status: string | null;
  readonly since: string | null;
  readonly region: string | null;
  readonly municipality: string | null;
  readonly district: string | null;
  readonly areaType: number | null;
  /** Where mail goes: `domestic`, `foreign` or `none`. */
  readonly address: string | null;
  readonly language: string | null;
  readonly format: string | null;
  readonly channel: string | null;
  readonly residencies: readonly ShownResidency[];
  readonly events: readonly ShownEvent[];
  readonly optOuts: readonly ShownOptOut[];
  readonly manualRoutes: readonly ShownManualRoute[];
  /** Residents who turned out to be this one. */
  readonly mergedFrom: readonly number[];
  readonly exceptions: readonly { readonly exception: number; readonly kind: string }[];
}

/** Whom to show, to whom, and why. */
export interface ShowRequest {
  readonly resident: number;
  readonly actor: Actor;
  readonly reason?: string | undefined;
}

/** Shows one resident and records the reading. */
export class ShowResident {
  constructor(
    private readonly databases: Databases,
    _clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** @throws ProblemError RESIDENT_UNKNOWN, or RESIDENT_MERGED with the id to ask for */
  async run({ resident, actor, reason }: ShowRequest): Promise<ShownResident> {
    const why = reason === undefined ? {} : { reason: readReason(reason) };
    const [found] = await this.databases.query<ShownResident>('kallelse_selection', RESIDENT_RECORD, [
      resident,
    ]);
    if (!found) throw await residentNotThere(this.databases, resident, 'residents show');
    await this.audit.record({ actor, action: 'residents.show', residentId: resident, ...why });
    return found;
  }
}
