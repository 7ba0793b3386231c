import { ORGANS, type Organ } from '@kallelse/eligibility';
import { isPlainDate, nearestName, ProblemError, type PlainDate } from '@kallelse/kernel';

/** What can be said of an organ. */
export type OrganState = 'present' | 'absent';

/** What somebody says of one organ. */
export interface SaidOrgan {
  readonly organ: Organ;
  readonly state: OrganState;
}

/** Who can say it to the office: the resident, or a clinic. What a test or the register shows comes by import. */
export const SPOKEN_SOURCES = ['self', 'clinic'] as const;
export type SpokenSource = (typeof SPOKEN_SOURCES)[number];

/** Exceptions that tell something of somebody's organs: shown with a name only to those with the right. */
export const ORGAN_EXCEPTIONS: readonly string[] = [
  'organ-conflict',
  'enquiry-unanswered',
  'answer-unconfirmed',
];

/**
 * Reads an organ's name. @throws ProblemError ORGAN_UNKNOWN, with the nearest name
 */
export function readOrgan(text: string): Organ {
  const organ = ORGANS.find((one) => one === text);
  if (organ) return organ;
  const near = nearestName(text, ORGANS);
  throw new ProblemError('ORGAN_UNKNOWN', `there is no such organ${near ? `; did you mean ${near}?` : ''}`, {
    fix: `the organs are: ${ORGANS.join(', ')}`,
    exitCode: 2,
  });
}

/** Reads what is said of organs, as `cervix=absent`. @throws ProblemError ORGAN_SAID, ORGAN_UNKNOWN, ORGAN_TWICE */
export function readSaid<State extends string>(
  texts: readonly string[],
  states: readonly State[],
): { readonly organ: Organ; readonly state: State }[] {
  const said = texts.map((text) => {
    const [name = '', word] = text.split('=');
    const state = states.find((one) => one === word);
    if (!state) {
      const message = `what is said of an organ is written ORGAN=STATE, as in cervix=${states[0] ?? ''}`;
      throw new ProblemError('ORGAN_SAID', message, {
        fix: `the states are: ${states.join(', ')}`,
        exitCode: 2,
      });
    }
    return { organ: readOrgan(name), state };
  });
  if (new Set(said.map(({ organ }) => organ)).size < said.length)
    throw new ProblemError('ORGAN_TWICE', 'an organ is named twice', { exitCode: 2 });
  return said;
}

/** Reads from which day something holds: today if not said, and never a day to come. */
export function readEffective(text: string | undefined, today: PlainDate): PlainDate {
  if (text === undefined) return today;
  if (isPlainDate(text) && text <= today) return text;
  throw new ProblemError('EFFECTIVE_DATE', 'from when it holds is a date (YYYY-MM-DD) not after today', {
    exitCode: 2,
  });
}
