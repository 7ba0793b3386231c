import { readReason, type Actor, type AuditLog } from '@kallelse/access';
import { ProblemError, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import {
  PRESUMPTION_SETTINGS,
  STANDARD_PRESUMPTION,
  type PresumptionSetting,
} from '../infra/organs/presumption-rows';
import type { Presumption } from '../infra/register/register-context';

export type { PresumptionSetting } from '../infra/organs/presumption-rows';
export { PRESUMPTIONS, type Presumption } from '../infra/register/register-context';

/** A change of what first entries presume. */
export interface PresumptionChange {
  /** Two digits; null: wherever a region has said nothing. */
  readonly region: string | null;
  readonly presumption: Presumption;
  readonly actor: Actor;
  readonly reason: string;
}

const REGION = /^\d{2}$/;

/**
 * What a first entry in the register presumes of organs, by region. It holds for first entries from then on: nobody who is
 * in the register gets, changes or loses a presumption by it.
 */
export class Presumptions {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** What is set, and what holds without. */
  async list(): Promise<{
    readonly standard: Presumption;
    readonly settings: readonly PresumptionSetting[];
  }> {
    const settings = await this.databases.query<PresumptionSetting>('kallelse_app', PRESUMPTION_SETTINGS);
    const own = settings.find(({ region }) => region === null);
    return { standard: own?.presumption ?? STANDARD_PRESUMPTION, settings };
  }

  /** @throws ProblemError REGION_FORM */
  async set({ region, presumption, actor, reason }: PresumptionChange): Promise<void> {
    const why = readReason(reason);
    if (region !== null && !REGION.test(region))
      throw new ProblemError('REGION_FORM', 'a region is two digits, as in 01', { exitCode: 2 });
    await this.databases.transaction('kallelse_app', async (tx) => {
      const now = this.clock.now();
      await tx.query(
        `UPDATE screening.presumption_settings SET superseded_at = $2
         WHERE region IS NOT DISTINCT FROM $1 AND superseded_at IS NULL`,
        [region, now],
      );
      await tx.query(
        `INSERT INTO screening.presumption_settings (region, presumption, reason, set_by, set_at) VALUES ($1, $2, $3, $4, $5)`,
        [region, presumption, why, actor.user, now],
      );
      const subject = region === null ? 'every region' : `region ${region}`;
      const entry = { actor, action: 'organs.presumption', subject, reason: why, details: { presumption } };
      await this.audit.record(entry);
    });
  }
}
