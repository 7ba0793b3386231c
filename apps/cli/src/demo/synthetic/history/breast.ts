import { toPlainDate, type Day } from '@kallelse/kernel';
import { testOutcome } from '../outcomes';
import { Calling, reaches } from './calling';
import type { History } from './history';

const YEAR = 365;
const INTERVAL = 2 * YEAR;
const FIRST_AGE = 40;
const BEYOND_AGE = 75;
const DEFERRED = 0.012;
const CARE_AFTER_RECALL = 0.35;
const CARE_FOR_YEARS = 0.3;

/** Mammography every other year with a time booked in advance. */
export function breastHistory(history: History): void {
  const { person, asOf, random } = history;
  if (person.body !== 'cervix' || person.age < FIRST_AGE) return;
  const first = Math.max(reaches(person.birth, FIRST_AGE), person.arrived + 30) + random.below(200);
  const calling = new Calling(history, 'breast', 'breast', first);
  const chance = history.chanceOf('breast');
  const tooOld = reaches(person.birth, BEYOND_AGE);
  let planned: Day | undefined = Math.max(first, asOf - 2 * INTERVAL - random.below(INTERVAL));
  while (planned !== undefined) {
    const day = calling.next(planned);
    if (day === undefined || day >= tooOld) return;
    planned = round(history, calling, chance, day);
  }
}

/** Plays one round and returns when the next is due; undefined when its booked time is still to come. */
function round(history: History, calling: Calling, chance: number, day: Day): Day | undefined {
  const { random, asOf } = history;
  history.add(day, { programme: 'breast', type: 'invitation', date: toPlainDate(day) });
  if (random.chance(DEFERRED)) return defer(history, day);
  const booked = day + random.between(20, 42);
  const comes = random.chance(chance);
  if (booked > asOf) {
    if (history.endsOn > asOf) {
      history.add(booked, { programme: 'breast', type: 'booking', date: toPlainDate(booked) });
    }
    return undefined;
  }
  if (!comes || !calling.mayTest('breast', booked)) return day + INTERVAL;
  const outcome = testOutcome('breast', random);
  history.addTest('breast', booked, outcome);
  if (outcome.result === 'positive' && random.chance(CARE_AFTER_RECALL)) care(history, calling, booked);
  return outcome.result === 'inadequate' ? booked + 30 : booked + INTERVAL;
}

function care(history: History, calling: Calling, tested: Day): void {
  const { random, asOf } = history;
  const from = Math.min(tested + random.between(5, 40), asOf);
  const until = random.chance(CARE_FOR_YEARS) ? undefined : from + random.between(120, 700);
  history.add(
    from,
    {
      programme: 'breast',
      type: 'care',
      from: toPlainDate(from),
      until: until === undefined ? null : toPlainDate(until),
    },
    { source: 'clinic' },
  );
  calling.pause(from, until ?? Infinity);
}

function defer(history: History, day: Day): Day {
  const { random, asOf } = history;
  const from = Math.min(day + random.between(3, 20), asOf);
  const until = from + random.between(60, 240);
  history.add(
    from,
    { programme: 'breast', type: 'deferral', from: toPlainDate(from), until: toPlainDate(until) },
    { source: 'office' },
  );
  return until + 1;
}
