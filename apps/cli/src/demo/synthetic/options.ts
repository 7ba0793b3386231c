import { ProblemError, toDay, type Day, type PlainDate } from '@kallelse/kernel';

/** What to generate. Equal options give byte-identical files. */
export interface RegionOptions {
  /** The date of the register extract; nothing but bookings is dated later. */
  readonly asOf: PlainDate;
  /** Default 20,000. */
  readonly residents?: number;
  /** Default 1; a whole number from 0 to 2^32 − 1. */
  readonly seed?: number;
  /** Two digits, default `01`. */
  readonly region?: string;
  /** Default 40. */
  readonly districts?: number;
  /** The date of the later change file; absent: no change file, no arrivals. */
  readonly changesOn?: PlainDate;
}

/** The options with every default filled in, and their dates as days. */
export interface ResolvedOptions {
  readonly asOf: Day;
  readonly residents: number;
  readonly seed: number;
  readonly region: string;
  readonly districts: number;
  readonly changesOn: Day | undefined;
  /** How many people arrive in the change file. */
  readonly arrivals: number;
}

const MAX_RESIDENTS = 20_000_000;
const MAX_DISTRICTS = 2_000;
const MAX_SEED = 0xffff_ffff;
/** Of the residents, how many arrive between the extract and the change file. */
const ARRIVALS_SHARE = 0.005;

export function resolveOptions(options: RegionOptions): ResolvedOptions {
  const residents = whole('residents', options.residents ?? 20_000, 1, MAX_RESIDENTS);
  const seed = whole('seed', options.seed ?? 1, 0, MAX_SEED);
  const districts = whole('districts', options.districts ?? 40, 1, MAX_DISTRICTS);
  const region = options.region ?? '01';
  if (!/^\d{2}$/.test(region)) refuse('region', 'must be two digits, such as "01"');
  const asOf = toDay(options.asOf);
  const changesOn = options.changesOn === undefined ? undefined : toDay(options.changesOn);
  if (changesOn !== undefined && (changesOn <= asOf || changesOn > asOf + 366)) {
    refuse('changesOn', 'must be after asOf, by a year at most');
  }
  const arrivals = changesOn === undefined ? 0 : Math.max(1, Math.round(residents * ARRIVALS_SHARE));
  return { asOf, residents, seed, region, districts, changesOn, arrivals };
}

function whole(name: string, value: number, min: number, max: number): number {
  if (!Number.isInteger(value) || value < min || value > max) {
    refuse(name, `must be a whole number from ${min} to ${max}`);
  }
  return value;
}

function refuse(name: string, message: string): never {
  throw new ProblemError('SYNTHETIC_OPTION_INVALID', `synthetic region: ${name} ${message}`, { exitCode: 2 });
}
