import type { PlainDate } from '@kallelse/kernel';

/** As much of an approved version as says when and where it holds. */
export interface DatedVersion {
  readonly region: string | null;
  readonly validFrom: PlainDate;
  /** The day from which it no longer holds. */
  readonly withdrawnOn: PlainDate | null;
}

/**
 * The version in force on a day: of the region's own versions, else of the national ones, the latest begun that had not
 * been withdrawn by then. Versions of one region never begin on the same day, so there is nothing to guess.
 */
export function activeVersion<T extends DatedVersion>(
  approved: readonly T[],
  region: string | null,
  on: PlainDate,
): T | undefined {
  const inForce = approved.filter((version) => holdsOn(version, on));
  const latestOf = (versions: readonly T[]): T | undefined =>
    versions.reduce<T | undefined>(
      (best, one) => (best && best.validFrom >= one.validFrom ? best : one),
      undefined,
    );
  const regional = region === null ? [] : inForce.filter((version) => version.region === region);
  return latestOf(regional) ?? latestOf(inForce.filter((version) => version.region === null));
}

/** Whether a version has begun by a day and not been withdrawn. */
export function holdsOn({ validFrom, withdrawnOn }: DatedVersion, on: PlainDate): boolean {
  return validFrom <= on && (withdrawnOn === null || withdrawnOn > on);
}
