import { toPlainDate, type Day } from '@kallelse/kernel';
import { testOutcome } from '../outcomes';
import { reaches } from './calling';
import type { History } from './history';

const YEAR = 365;
const REFUSED = 0.4;
const TOOK_PART_IN_BREAST = 0.4;

/**
 * What the former system did to those who got a female number late: it called them for organs that they may not have.
 * Some came for mammography, since breasts may have grown; some told the office to stop.
 */
export function wrongCalls(history: History): void {
  const { person, asOf, endsOn } = history;
  if (person.former?.reason !== 'legal-sex' || person.body !== 'prostate') return;
  const last = Math.min(asOf - 60, endsOn - 1);
  const begins = Math.max(person.former.changedOn, person.arrived) + 90;
  cervical(history, Math.max(begins, reaches(person.birth, 23), asOf - 3 * YEAR), last);
  breast(history, Math.max(begins, reaches(person.birth, 40), asOf - 4 * YEAR), last);
}

function cervical(history: History, from: Day, last: Day): void {
  const { random } = history;
  for (let day = from + random.below(YEAR); day <= last; day += YEAR) {
    history.add(day, { programme: 'cervical', type: 'invitation', date: toPlainDate(day) });
    if (!random.chance(REFUSED)) continue;
    const refused = Math.min(day + random.between(2, 30), history.asOf);
    history.add(
      refused,
      { programme: 'cervical', kind: 'permanent', from: toPlainDate(refused) },
      { source: 'office' },
    );
    return;
  }
}

function breast(history: History, from: Day, last: Day): void {
  const { random } = history;
  for (let day = from + random.below(2 * YEAR); day <= last; day += 2 * YEAR) {
    history.add(day, { programme: 'breast', type: 'invitation', date: toPlainDate(day) });
    const testDay = day + random.between(20, 42);
    if (testDay < history.endsOn && random.chance(TOOK_PART_IN_BREAST)) {
      history.addTest('breast', testDay, testOutcome('breast', random));
    }
  }
}
