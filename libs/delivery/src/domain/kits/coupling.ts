import type { KitCheck } from '@kallelse/eligibility';
import type { PlainDate } from '@kallelse/kernel';
import { isKitCode } from './kit-code';

/** What the supplier says it packed for an order. */
export interface Coupling {
  readonly order: number;
  readonly kit: string;
  readonly lot: string;
  readonly bestBefore: PlainDate;
  /** When it was posted, if it was. */
  readonly postedOn: PlainDate | undefined;
}

/** An order as it stands. */
export interface OrderStand {
  readonly state: string;
  readonly check: KitCheck | null;
  /** The day to which a kit must be good. */
  readonly usableUntil: PlainDate | null;
  readonly listedOn: PlainDate | null;
  /** The kit that it was coupled with before. */
  readonly kit: string | null;
}

/** A kit whose code is in use. */
export type UsedKits = ReadonlyMap<string, number>;

export type CouplingFault = { readonly column: string; readonly code: string };

/** States in which the supplier may tell of an order; what was to be stopped may have gone all the same. */
const TELLABLE = ['listed', 'cancelled'];

/** What is wrong with a coupling; nothing: it can be taken, or is known already. */
export function couplingFault(
  { order, kit, bestBefore, postedOn }: Coupling,
  stand: OrderStand | undefined,
  used: UsedKits,
  today: PlainDate,
): CouplingFault | undefined {
  const fault = (column: string, code: string): CouplingFault => ({ column, code });
  if (!stand) return fault('order', 'order-unknown');
  if (stand.listedOn === null) return fault('order', 'order-not-listed');
  if (!isKitCode(kit, stand.check ?? 'none')) return fault('kit', 'kit-code');
  if ((used.get(kit) ?? order) !== order) return fault('kit', 'kit-used');
  if (stand.kit !== null) return stand.kit === kit ? undefined : fault('order', 'order-coupled');
  if (!TELLABLE.includes(stand.state)) return fault('order', 'order-not-listed');
  if (stand.usableUntil !== null && bestBefore < stand.usableUntil)
    return fault('best_before', 'shelf-life-short');
  if (postedOn === undefined) return undefined;
  if (postedOn > today) return fault('posted_on', 'date-in-future');
  return postedOn < stand.listedOn ? fault('posted_on', 'posted-before-order') : undefined;
}
