import type { EntityManager } from 'typeorm';
import type { Presumption, PresumptionRules } from '../register/register-context';

/** What a region has set; region null: wherever a region has said nothing. */
export interface PresumptionSetting {
  readonly region: string | null;
  readonly presumption: Presumption;
  readonly reason: string;
  readonly setBy: string;
  readonly setAt: Date;
}

/** What holds when nobody has set anything. */
export const STANDARD_PRESUMPTION: Presumption = 'first-registered-sex';

export const PRESUMPTION_SETTINGS = `
  SELECT region, presumption, reason, set_by AS "setBy", set_at AS "setAt" FROM screening.presumption_settings
  WHERE superseded_at IS NULL ORDER BY region NULLS FIRST`;

/** What an import goes by. */
export async function presumptionRules(tx: EntityManager): Promise<PresumptionRules> {
  const rows = await tx.query<PresumptionSetting[]>(PRESUMPTION_SETTINGS);
  const standard = rows.find(({ region }) => region === null)?.presumption ?? STANDARD_PRESUMPTION;
  const otherwise = rows.flatMap(({ region, presumption }) =>
    region !== null && presumption !== standard ? [region] : [],
  );
  return { standard, otherwise };
}
