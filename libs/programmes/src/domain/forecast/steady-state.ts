/** Residents of a place who become due for the first time in a month. */
export interface Inflow {
  readonly place: string | null;
  readonly areaType: number | null;
  /** Mean age when due, years. */
  readonly age: number;
  /** 0: the first. */
  readonly month: number;
  readonly residents: number;
}

/** How those of an age and area type answer an invitation. */
export interface Behaviour {
  /** Share that takes part (0–1). */
  readonly participation: number;
  /** Of those who take part, the share that does after 0, 1, 2 … months. */
  readonly lag: readonly number[];
  /** Of those who take part, the share that is due again after so many months; the rest never is. */
  readonly gaps: ReadonlyMap<number, number>;
}

/** What invitations follow from invitations. */
export interface SteadyStateModel {
  readonly months: number;
  /** Months until somebody who does not take part is due again; undefined: as if they had taken part. */
  readonly recall: number | undefined;
  behaviour(age: number, areaType: number | null): Behaviour;
  /** Share of an age that is in the target group (0–1); who grows out of it is not due again. */
  targetShare(age: number): number;
}

/**
 * Invitations by month and place: those first due, and those due again since they took part or did not. Expected values,
 * so with decimals.
 */
export function steadyState(
  inflow: readonly Inflow[],
  model: SteadyStateModel,
): Map<string | null, number[]> {
  const places = new Map<string | null, number[]>();
  const groups = new Map<string, Inflow[]>();
  for (const one of inflow) {
    const key = `${one.place ?? ''} ${one.areaType ?? ''} ${Math.floor(one.age / 10)}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  for (const group of groups.values()) {
    const place = group[0]?.place ?? null;
    const sums = places.get(place) ?? new Array<number>(model.months).fill(0);
    invitationsOf(group, model).forEach((n, month) => (sums[month] = (sums[month] ?? 0) + n));
    places.set(place, sums);
  }
  return places;
}

/** Invitations by month of those of one place, area type and band of ages. */
function invitationsOf(group: readonly Inflow[], model: SteadyStateModel): number[] {
  const due = new Array<number>(model.months).fill(0);
  const [ages, first] = [group.reduce((sum, { age, residents }) => sum + age * residents, 0), total(group)];
  for (const { month, residents } of group) due[month] = (due[month] ?? 0) + residents;
  const age = first === 0 ? 0 : ages / first;
  const { participation, lag, gaps } = model.behaviour(age, group[0]?.areaType ?? null);
  const stays = (months: number): number => {
    const now = model.targetShare(Math.floor(age));
    return now === 0 ? 0 : Math.min(1, model.targetShare(Math.floor(age + months / 12)) / now);
  };
  const again = (month: number, after: number, residents: number): void => {
    // Due in the month it is sent would be sent at once, and again.
    const later = month + Math.max(1, after);
    if (later < model.months) due[later] = (due[later] ?? 0) + residents * stays(later - month);
  };
  for (let month = 0; month < model.months; month++) {
    const invited = due[month] ?? 0;
    lag.forEach((share, months) => {
      for (const [gap, part] of gaps) again(month, months + gap, invited * participation * share * part);
    });
    const absent = invited * (1 - participation);
    if (model.recall !== undefined) again(month, model.recall, absent);
    else for (const [gap, part] of gaps) again(month, gap, absent * part);
  }
  return due;
}

function total(group: readonly Inflow[]): number {
  return group.reduce((sum, { residents }) => sum + residents, 0);
}
