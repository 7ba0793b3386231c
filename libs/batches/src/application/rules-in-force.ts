import type { Definition } from '@kallelse/eligibility';
import type { PlainDate } from '@kallelse/kernel';
import type { Programmes } from '@kallelse/programmes';

/** The rules that a batch decides by. */
export interface RulesInForce {
  readonly id: number;
  readonly definition: Definition;
  /** Regions with rules of their own, which a national batch leaves to them. */
  readonly regionsApart: readonly string[];
}

/** The rules in force for a programme in a region (null: everywhere) on a day. */
export async function inForce(
  programmes: Programmes,
  programme: string,
  region: string | null,
  on: PlainDate,
): Promise<RulesInForce> {
  const { id, definition } = await programmes.active(programme, region, on);
  const regionsApart = region === null ? await programmes.regionsApart(programme, on) : [];
  return { id, definition, regionsApart };
}

/** The rules in force of every programme in a region on a day. */
export async function allInForce(
  programmes: Programmes,
  region: string | null,
  on: PlainDate,
): Promise<RulesInForce[]> {
  const active = await programmes.activeProgrammes(region, on);
  return Promise.all(active.map(({ definition }) => inForce(programmes, definition.programme, region, on)));
}
