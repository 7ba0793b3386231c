import { toPlainDate, type Day } from '@kallelse/kernel';
import type { EventLine } from '../event-line';
import type { ResolvedOptions } from '../options';
import { testOutcome } from '../outcomes';
import type { Person } from '../person';
import { breastHistory } from './breast';
import { colorectalHistory, optHistory } from './calendar-year';
import { cervicalHistory } from './cervical';
import { History } from './history';
import { organHistory } from './organs';
import { statementHistory } from './statements';
import { wrongCalls } from './wrong-calls';

const BROUGHT_HISTORY = 0.3;
const FIRST_TEST_AGE = 27;

/** Everything that the former system, laboratories and clinics know about a resident of the extract. */
export function residentEvents(person: Person, options: ResolvedOptions): readonly EventLine[] {
  const history = new History(person, options.asOf, options.seed);
  // Organs first: the programmes ask what is lost.
  organHistory(history);
  cervicalHistory(history);
  breastHistory(history);
  colorectalHistory(history);
  optHistory(history);
  wrongCalls(history);
  statementHistory(history);
  return history.lines;
}

/** A test that another region has sent on ahead of someone the register will only know after its next file. */
export function arrivalEvents(person: Person, options: ResolvedOptions): readonly EventLine[] {
  const history = new History(person, options.asOf, options.seed);
  const { random } = history;
  if (person.body !== 'cervix' || person.age < FIRST_TEST_AGE || !random.chance(BROUGHT_HISTORY)) return [];
  const day: Day = options.asOf - random.between(30, 3 * 365);
  history.add(
    day,
    { programme: 'cervical', type: 'test', date: toPlainDate(day), ...testOutcome('cervical', random) },
    { source: 'other-region' },
  );
  return history.lines;
}
