import type { PlainDate } from '@kallelse/kernel';

/** As much of a version as says when and where it holds. */
export interface DatedVersion {
  readonly region: string | null;
  readonly validFrom: PlainDate;
}

/**
 * The version in force on a day: of the region's own versions, else of the national ones, the latest begun. Versions of
 * one region never begin on the same day, so there is nothing to guess.
 */
export function activeVersion<T extends DatedVersion>(
  approved: readonly T[],
  region: string | null,
  on: PlainDate,
): T | undefined {
  const begun = approved.filter((version) => version.validFrom <= on);
  const latestOf = (versions: readonly T[]): T | undefined =>
    versions.reduce<T | undefined>(
      (best, one) => (best && best.validFrom >= one.validFrom ? best : one),
      undefined,
    );
  const regional = region === null ? [] : begun.filter((version) => version.region === region);
  return latestOf(regional) ?? latestOf(begun.filter((version) => version.region === null));
}
