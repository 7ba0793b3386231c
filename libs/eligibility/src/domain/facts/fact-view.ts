import { ageOn, civilOf, type Day } from '@kallelse/kernel';
import type { FactRules } from '../definition/fact-rules';
import {
  ORGAN_SOURCES,
  type AttributeValue,
  type ManualRoute,
  type OptOut,
  type Organ,
  type OrganStatement,
  type Residency,
  type Resident,
} from '../residents/resident';
import { History } from './history';

/** Of nobody's: most residents have none of what is listed. */
const NONE: readonly never[] = [];

/**
 * What was true of one resident, for one programme, on the as-of date: the derivation of interfaces.md ("Facts of the
 * catalogue"). What several rules ask is derived once, when the first asks.
 */
export class FactView {
  private historyRead: History | undefined = undefined;
  private ageRead: number | undefined = undefined;
  private residencyRead: Residency | null | undefined = undefined;

  constructor(
    readonly resident: Resident,
    readonly definition: FactRules,
    readonly asOf: Day,
    readonly knownAt: Day = Infinity,
  ) {}

  /** Most decisions of those who are not eligible never ask for it. */
  get history(): History {
    this.historyRead ??= new History(this.resident.events, this.definition, this.asOf, this.knownAt);
    return this.historyRead;
  }

  /** Completed years on the as-of date. */
  get age(): number {
    this.ageRead ??= ageOn(this.resident.birthCivil, this.asOf, this.definition.leapDay);
    return this.ageRead;
  }

  get ageThisYear(): number {
    return civilOf(this.asOf).year - this.resident.birthCivil.year;
  }

  get optOut(): boolean {
    return this.optOuts().some((optOut) => optOut.kind !== 'episode' && optOut.until >= this.asOf);
  }

  get episodeOpen(): boolean {
    const { openEpisodes } = this.history;
    if (openEpisodes.length === 0) return false;
    const declined = this.optOuts().filter(({ kind }) => kind === 'episode');
    return openEpisodes.some(
      (episode) => !declined.some(({ from }) => episode.from <= from && from <= episode.until),
    );
  }

  /** Opt-outs of the programme that count on the as-of date, those of one episode and those that have ended included. */
  optOuts(): readonly OptOut[] {
    if (this.resident.optOuts.length === 0) return NONE;
    return this.resident.optOuts.filter(
      (optOut) =>
        optOut.programme === this.definition.programme &&
        optOut.from <= this.asOf &&
        optOut.revoked > this.asOf &&
        optOut.recorded <= this.knownAt,
    );
  }

  /** The entry that covers the as-of date. */
  get residency(): Residency | undefined {
    if (this.residencyRead === undefined)
      this.residencyRead = residencyOn(this.resident, this.asOf, this.knownAt) ?? null;
    return this.residencyRead ?? undefined;
  }

  attribute(name: string): AttributeValue['value'] {
    const own = this.resident.attributes.filter((attribute) => attribute.name === name);
    return latestCovering(own, this.asOf, this.knownAt)?.value;
  }

  /** The statement that decides about an organ, or undefined when nothing is stated. */
  organ(organ: Organ): OrganStatement | undefined {
    let best: OrganStatement | undefined;
    for (const statement of this.resident.organs) {
      const counts =
        statement.organ === organ &&
        statement.effective <= this.asOf &&
        statement.withdrawn > this.asOf &&
        statement.recorded <= this.knownAt;
      if (counts && (!best || !isStronger(best, statement))) best = statement;
    }
    return best;
  }

  /** Manual routes of the programme that are active on the as-of date, in the order given. */
  get manual(): readonly ManualRoute[] {
    if (this.resident.manual.length === 0) return NONE;
    return this.resident.manual.filter(
      (route) =>
        route.programme === this.definition.programme &&
        route.from <= this.asOf &&
        route.until >= this.asOf &&
        route.recorded <= this.knownAt,
    );
  }
}

/** Where somebody was registered on a day; undefined when nothing says so. */
export function residencyOn(resident: Resident, day: Day, knownAt: Day = Infinity): Residency | undefined {
  return latestCovering(resident.residencies, day, knownAt);
}

/** The entry that covers a day: the latest begun, then the latest recorded, then the last given. */
function latestCovering<T extends { from: Day; until: Day; recorded: Day }>(
  entries: readonly T[],
  day: Day,
  knownAt: Day,
): T | undefined {
  let best: T | undefined;
  for (const entry of entries) {
    if (entry.from > day || entry.until < day || entry.recorded > knownAt) continue;
    if (!best || entry.from > best.from || (entry.from === best.from && entry.recorded >= best.recorded))
      best = entry;
  }
  return best;
}

/** Explicit statements (clinic and self alike) beat a screening event, which beats a presumption. */
export function organRank(source: OrganStatement['source']): number {
  return Math.max(0, ORGAN_SOURCES.indexOf(source) - 1);
}

function isStronger(a: OrganStatement, b: OrganStatement): boolean {
  const byRank = organRank(b.source) - organRank(a.source);
  const byEffective = a.effective - b.effective;
  return (byRank || byEffective || a.recorded - b.recorded) > 0;
}
