import { LIMITED_BY, type BatchLimits } from '@kallelse/batches';
import { usageProblem } from './arguments';

const LIMIT = /^(unit|laboratory|region):([^=,]+)=(\d{1,7})$/;

/** `unit:u1=200`, and shares of what is left over as `unit:u2=60`, all of the same kind. */
export function limitsOf(
  limits: readonly string[] | undefined,
  shares: readonly string[] | undefined,
): BatchLimits | undefined {
  if (limits === undefined) {
    if (shares !== undefined) throw usageProblem('--share divides what a --limit leaves over; give one');
    return undefined;
  }
  const read = (texts: readonly string[], option: string): (readonly [string, string, number])[] =>
    texts.map((text) => {
      const [, by, group, n] = LIMIT.exec(text) ?? [];
      if (by === undefined || group === undefined)
        throw usageProblem(`--${option} takes unit:ID=N, laboratory:ID=N or region:CODE=N`);
      return [by, group, Number(n)];
    });
  const [places, divided] = [read(limits, 'limit'), read(shares ?? [], 'share')];
  const by = LIMITED_BY.find((one) => one === places[0]?.[0]);
  if (!by || [...places, ...divided].some(([one]) => one !== by))
    throw usageProblem('give limits and shares of units, of laboratories or of regions, not of several');
  const stray = divided.find(([, group]) => !places.some(([, limited]) => limited === group));
  if (stray) throw usageProblem(`${stray[1]} has a --share but no --limit`);
  const table = (entries: typeof places) => Object.fromEntries(entries.map(([, group, n]) => [group, n]));
  return { by, places: table(places), shares: table(divided) };
}
