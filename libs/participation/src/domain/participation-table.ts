import { suppress, wilson } from '@kallelse/statistics';

/** Invited and participated in one district; null: no district stated (unknown, or a protected identity). */
export interface DistrictParticipation {
  readonly district: string | null;
  readonly name: string | null;
  readonly areaType: number | null;
  readonly invited: number;
  readonly participated: number;
}

/** A row as it may be shown. Suppressed: no count is given. */
export interface ParticipationRow {
  readonly kind: 'district' | 'not-stated' | 'total';
  readonly district: string | null;
  readonly name: string | null;
  readonly areaType: number | null;
  readonly invited: number | null;
  readonly participated: number | null;
  readonly rate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly suppressed: boolean;
}

const NOTHING = {
  invited: null,
  participated: null,
  rate: null,
  lower: null,
  upper: null,
  suppressed: true,
} as const;

/** The table with intervals, small numbers suppressed, and the total of all rows last. */
export function participationTable(counts: readonly DistrictParticipation[]): ParticipationRow[] {
  const cells = counts.map(({ invited, participated }) => ({
    numerator: participated,
    denominator: invited,
  }));
  const hidden = suppress(cells);
  const rows = counts.map(({ district, name, areaType, invited, participated }, i): ParticipationRow => {
    const head = { kind: district === null ? 'not-stated' : 'district', district, name, areaType } as const;
    return { ...head, ...(hidden[i] ? NOTHING : shown(participated, invited)) };
  });
  const invited = counts.reduce((sum, one) => sum + one.invited, 0);
  const participated = counts.reduce((sum, one) => sum + one.participated, 0);
  const [totalHidden] = suppress([{ numerator: participated, denominator: invited }]);
  const head = { kind: 'total', district: null, name: null, areaType: null } as const;
  return [...rows, { ...head, ...(totalHidden ? NOTHING : shown(participated, invited)) }];
}

function shown(participated: number, invited: number) {
  const { value, lower, upper } = wilson(participated, invited);
  return { invited, participated, rate: value, lower, upper, suppressed: false };
}
