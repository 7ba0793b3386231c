import { leavesOf, lint, type Criterion, type Definition, type Lint } from '@kallelse/eligibility';
import { toDay, type PlainDate } from '@kallelse/kernel';

/**
 * Finds out which criteria of a definition nobody meets and which everybody does. A criterion of which both somebody who
 * meets it and somebody who does not has been seen is settled and not asked about again, so that most cost next to nothing.
 */
export class Probes {
  private readonly open: Map<Criterion, { met: boolean; unmet: boolean }>;

  constructor(private readonly definition: Definition) {
    this.open = new Map(criteriaOf(definition).map((criterion) => [criterion, { met: false, unmet: false }]));
  }

  /** Those not yet settled. */
  unsettled(): readonly Criterion[] {
    return [...this.open.keys()];
  }

  /** What a piece of the population told of those that were {@link unsettled}, in that order. */
  learn(answers: readonly { readonly met: boolean; readonly unmet: boolean }[]): void {
    [...this.open].forEach(([criterion, known], index) => {
      known.met ||= answers[index]?.met ?? false;
      known.unmet ||= answers[index]?.unmet ?? false;
      if (known.met && known.unmet) this.open.delete(criterion);
    });
  }

  /** Everything to warn about in the definition, now that a population has been seen. */
  lints(asOf: PlainDate, residents: number): readonly Lint[] {
    const met = new Map([...this.open].map(([{ path }, known]) => [path, known.met ? residents : 0]));
    return lint(this.definition, toDay(asOf), residents === 0 ? undefined : { residents, met });
  }
}

/** Whole conditions and their leaves; what is between is made of them. */
function criteriaOf({ eligibility, exclusions, holds, schedule }: Definition): readonly Criterion[] {
  const whole = [
    eligibility,
    ...[...exclusions, ...holds, ...schedule.next].flatMap(({ when }) => when ?? []),
  ];
  return [...new Set(whole.flatMap((criterion) => [criterion, ...leavesOf(criterion)]))];
}
