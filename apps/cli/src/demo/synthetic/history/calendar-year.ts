import { civilOf, dayOf, toPlainDate, type Day } from '@kallelse/kernel';
import { testOutcome } from '../outcomes';
import { Calling, reaches } from './calling';
import type { History } from './history';

/** The programmes that go by the age someone reaches in a calendar year, with letters around the birth month. */

const FIT_FROM = 60;
const FIT_TO = 74;
const FIT_YEARS_BACK = 6;
const OPT_AGE = 50;
const OPT_YEARS_BACK = 5;
/** Birth years further up are phased in one age at a time; these were reached in the last two years. */
const OPT_PHASED_IN: readonly number[] = [56, 62];
const OPT_PHASED_IN_YEARS = 2;

/** A kit in every calendar year in which an even age from 60 to 74 is reached. */
export function colorectalHistory(history: History): void {
  const { person, asOf } = history;
  const birthYear = civilOf(person.birth).year;
  const thisYear = civilOf(asOf).year;
  if (thisYear - birthYear < FIT_FROM) return;
  const calling = new Calling(history, 'colorectal', 'colorectum', reaches(person.birth, FIT_FROM));
  const chance = history.chanceOf('colorectal');
  for (let year = thisYear - FIT_YEARS_BACK; year <= thisYear; year++) {
    const age = year - birthYear;
    if (age < FIT_FROM || age > FIT_TO || age % 2 === 1) continue;
    const day = invite(history, calling, year);
    if (day === undefined || !history.random.chance(chance)) continue;
    const testDay = day + history.random.between(8, 130);
    if (!calling.mayTest('colorectum', testDay)) continue;
    const outcome = testOutcome('colorectal', history.random);
    history.addTest('colorectal', testDay, outcome);
    if (outcome.result === 'positive') care(history, calling, testDay, 1);
  }
}

/** An offer at 50 and for the ages phased in; a PSA from 1 brings a new one after two years. */
export function optHistory(history: History): void {
  const { person, asOf } = history;
  const birthYear = civilOf(person.birth).year;
  const thisYear = civilOf(asOf).year;
  if (person.body !== 'prostate' || thisYear - birthYear < OPT_AGE) return;
  const calling = new Calling(history, 'opt', 'prostate', reaches(person.birth, OPT_AGE - 1));
  const chance = history.chanceOf('opt');
  let retest: number | undefined;
  for (let year = thisYear - OPT_YEARS_BACK; year <= thisYear; year++) {
    if (year !== retest && !isOffered(year - birthYear, thisYear - year)) continue;
    const day = invite(history, calling, year);
    if (day === undefined || !history.random.chance(chance)) continue;
    const testDay = day + history.random.between(3, 60);
    if (!calling.mayTest('prostate', testDay)) continue;
    const outcome = testOutcome('opt', history.random);
    history.addTest('opt', testDay, outcome);
    if (outcome.result === 'elevated') care(history, calling, testDay, 0.8);
    if ((outcome.value ?? 0) >= 1) retest = civilOf(testDay).year + 2;
  }
}

function isOffered(age: number, yearsAgo: number): boolean {
  return age === OPT_AGE || (yearsAgo < OPT_PHASED_IN_YEARS && OPT_PHASED_IN.includes(age));
}

/** Sends the year's letter in the birth month, or after the summer; undefined when there is none. */
function invite(history: History, calling: Calling, year: number): Day | undefined {
  const { random, person } = history;
  const { month } = civilOf(person.birth);
  const inMonth = dayOf(year, month, random.between(1, 28));
  const summer = inMonth >= dayOf(year, 6, 20) && inMonth <= dayOf(year, 8, 15);
  const planned = summer ? dayOf(year, 8, 16) + random.below(30) : inMonth;
  const day = calling.next(Math.max(planned, person.arrived));
  // A pause that ends in a later year has cost this year's letter.
  if (day === undefined || civilOf(day).year !== year) return undefined;
  history.add(day, { programme: calling.programme, type: 'invitation', date: toPlainDate(day) });
  return day;
}

/** Diagnostics after the test; with `ends` the chance that they are over after some months. */
function care(history: History, calling: Calling, tested: Day, ends: number): void {
  const { random, asOf } = history;
  const from = Math.min(tested + random.between(3, 30), asOf);
  const until = random.chance(ends) ? from + random.between(60, 300) : undefined;
  const body = { from: toPlainDate(from), until: until === undefined ? null : toPlainDate(until) };
  history.add(from, { programme: calling.programme, type: 'care', ...body }, { source: 'clinic' });
  calling.pause(from, until ?? Infinity);
}
