import { ageOn, civilOf, toPlainDate, type Day } from '@kallelse/kernel';
import { bindCriterion } from '../decide/evaluate';
import { bindSchedule, type ScheduleOutcome } from '../decide/schedule';
import { leavesOf, type IntervalRow } from '../definition/definition';
import type { ProgrammeEvent } from '../residents/resident';
import { factClause, takenText, type Telling } from './fact-text';
import { durationText, numberText, quoted, valueText } from './values';
import { isCommonGender, listText, methodText, monthText, say } from './wording';

/** What the schedule says of the person, in one sentence with the values it used. */
export function scheduleSentence(telling: Telling): string {
  const outcome = bindSchedule(telling.definition, telling.asOf)(telling.view);
  switch (outcome.code) {
    case 'not-phased-in':
      return phaseInSentence(telling);
    case 'never':
      return neverSentence(outcome, telling);
    case 'due':
    case 'not-due':
      return `${openingText(outcome, telling)}${groundsText(outcome, telling)}.`;
  }
}

/** "Du kallas i maj 2027: "; a date that an anchor set to 1 January stands for its whole year. */
function openingText({ code, dueOn }: ScheduleOutcome, telling: Telling): string {
  const { language, definition } = telling;
  if (code === 'due') {
    if (dueOn === undefined) return say(language, 'Du ska kallas: ', 'You are to be invited: ');
    const since = toPlainDate(dueOn);
    return say(language, `Du ska kallas från och med ${since}: `, `You are to be invited from ${since}: `);
  }
  const date = toPlainDate(dueOn ?? telling.asOf);
  const yearly = ['ageThisYear', 'calendarYear'].includes(definition.schedule.anchor.kind);
  if (yearly && date.endsWith('-01-01')) {
    const year = date.slice(0, 4);
    return definition.delivery.followsBirthMonth
      ? say(
          language,
          `Du kallas under ${year}, omkring din födelsemånad: `,
          `You will be invited during ${year}, about the month of your birthday: `,
        )
      : say(language, `Du kallas under ${year}: `, `You will be invited during ${year}: `);
  }
  const month = monthText(date, language);
  return say(language, `Du kallas i ${month}: `, `You will be invited in ${month}: `);
}

/** What gave the date. */
function groundsText({ path, dueOn }: ScheduleOutcome, telling: Telling): string {
  const { language, definition } = telling;
  if (path === '') return neverBeforeText(telling);
  if (path === 'schedule.anchor') return `${agesText(telling, dueOn)}; ${neverBeforeText(telling)}`;
  if (path === 'schedule.nonAttender') return recallText(telling);
  const row = definition.schedule.next.find((each) => each.path === path);
  if (!row || row.after === 'never') return baseText(telling, row);
  const base = `${baseText(telling, row)}${rowText(row, telling)}`;
  if (definition.schedule.anchor.kind === 'ageThisYear') return `${base}; ${agesText(telling, dueOn)}`;
  const { months, days } = row.after;
  if (months === 0 && days === 0)
    return say(
      language,
      `${base}, och då erbjuds ett nytt prov genast`,
      `${base}, and a new test is then offered at once`,
    );
  const interval = durationText(row.after, language);
  return say(
    language,
    `${base}, och intervallet är då ${interval}${anchorText(telling)}`,
    `${base}, and the interval is then ${interval}${anchorText(telling)}`,
  );
}

function anchorText({ definition, language }: Telling): string {
  switch (definition.schedule.anchor.kind) {
    case 'birthday':
      return say(language, ', förlängt till närmaste födelsedag', ', prolonged to the next birthday');
    case 'calendarYear':
      return say(language, ', räknat på kalenderår', ', counted in calendar years');
    case 'lastTest':
    case 'ageThisYear':
      return '';
  }
}

/** "kallelse sker det år man fyller 60, 62 eller 64 år". */
function agesText({ definition, view, language }: Telling, dueOn: Day | undefined): string {
  const { anchor } = definition.schedule;
  const ages = anchor.kind === 'ageThisYear' ? anchor.ages : [];
  const list = listText(ages, language, true);
  const year = dueOn === undefined ? undefined : civilOf(dueOn).year;
  return year === undefined
    ? say(
        language,
        `kallelse sker det år man fyller ${list} år`,
        `people are invited in the year they reach ${list}`,
      )
    : say(
        language,
        `du fyller ${year - view.resident.birthCivil.year} år ${year}, och kallelse sker det år man fyller ${list} år`,
        `you reach ${year - view.resident.birthCivil.year} in ${year}, and people are invited in the year they reach ${list}`,
      );
}

function neverBeforeText({ definition, language }: Telling): string {
  const methods = definition.countsTests?.map((method) => methodText(method, language));
  const test = methods ? listText(methods, language, true) : say(language, 'prov', 'test');
  const common = isCommonGender(definition.countsTests?.[0]);
  return say(
    language,
    `vi har ${common ? 'ingen' : 'inget'} ${test} ${common ? 'registrerad' : 'registrerat'} för dig, och du har inte kallats tidigare`,
    `we have no ${test} of yours on record, and you have not been invited before`,
  );
}

function recallText({ definition, view, language }: Telling): string {
  const { nonAttenderAfter = { months: 0, days: 0 } } = definition.schedule;
  const invited = view.history.lastInvitation === undefined ? '' : toPlainDate(view.history.lastInvitation);
  const after = durationText(nonAttenderAfter, language);
  return say(
    language,
    `din senaste kallelse skickades ${invited}, inget prov har registrerats efter den, och en ny kallelse kommer då efter ${after}`,
    `your last invitation was sent on ${invited}, no test has been recorded after it, and a new invitation then follows after ${after}`,
  );
}

/** The event that the interval is counted from. */
function baseText(telling: Telling, row?: IntervalRow): string {
  const { definition, view, language } = telling;
  const { lastTest, lastInvitation } = view.history;
  const byInvitation =
    definition.schedule.nonAttenderAfter === undefined &&
    lastInvitation !== undefined &&
    (lastTest === undefined || lastInvitation > lastTest.from);
  if (byInvitation) {
    const invited = toPlainDate(lastInvitation);
    return say(
      language,
      `din senaste kallelse skickades ${invited}`,
      `your last invitation was sent on ${invited}`,
    );
  }
  return lastTest === undefined ? neverBeforeText(telling) : testClause(lastTest, telling, row);
}

/**
 * "ditt senaste HPV-prov togs 2022-05-12 vid 47 års ålder", with the result where the row that held asks for it, and the
 * value where any row does: it is then what the rows divide by.
 */
function testClause(
  test: ProgrammeEvent,
  { definition, view, language }: Telling,
  row: IntervalRow | undefined,
): string {
  const asks = (rows: readonly IntervalRow[], name: string): boolean =>
    rows.some(({ when }) => when !== undefined && leavesOf(when).some(({ fact }) => fact.name === name));
  const age = ageOn(view.resident.birthCivil, test.from, definition.leapDay);
  const method = methodText(test.method, language);
  const taken = takenText(test.method, language);
  const date = toPlainDate(test.from);
  const outcome = quoted(valueText({ kind: 'code' }, test.result ?? '', language), language);
  const result =
    row && asks([row], 'lastTest.result') && test.result !== undefined
      ? say(language, ` med resultatet ${outcome}`, ` with the result ${outcome}`)
      : '';
  const value =
    asks(definition.schedule.next, 'lastTest.value') && test.value !== undefined
      ? say(
          language,
          ` med värdet ${numberText(test.value, language)}`,
          ` with the value ${numberText(test.value, language)}`,
        )
      : '';
  return say(
    language,
    `${isCommonGender(test.method) ? 'din' : 'ditt'} senaste ${method} ${taken} ${date} vid ${age} års ålder${result}${value}`,
    `your last ${method} ${taken} on ${date} at the age of ${age}${result}${value}`,
  );
}

/** What else made the row hold: facts beside the last test itself. */
function rowText({ when }: IntervalRow, telling: Telling): string {
  if (!when) return '';
  const bound = bindCriterion(when, telling.asOf);
  const others = bound.reasons(telling.view).filter(({ fact }) => !fact.name.startsWith('lastTest.'));
  return [...new Set(others.map((leaf) => factClause(leaf, telling)))].map((text) => `, ${text}`).join('');
}

function neverSentence({ path }: ScheduleOutcome, telling: Telling): string {
  const { definition, language } = telling;
  const { anchor } = definition.schedule;
  const oldest = anchor.kind === 'ageThisYear' ? anchor.ages.at(-1) : undefined;
  if (path === 'schedule.anchor')
    return say(
      language,
      `Du kallas inte: den sista åldern för kallelse är ${oldest} år, och den har du passerat.`,
      `You will not be invited: the last age of invitation is ${oldest}, which you have passed.`,
    );
  const row = definition.schedule.next.find((each) => each.path === path);
  const base = `${baseText(telling, row)}${row ? rowText(row, telling) : ''}`;
  if (row && row.after !== 'never')
    return say(
      language,
      `Du kallas inte igen: ${base}, och den sista åldern för kallelse är ${oldest} år.`,
      `You will not be invited again: ${base}, and the last age of invitation is ${oldest}.`,
    );
  return say(
    language,
    `Du kallas inte igen: ${base}, och reglerna ger då ingen ny kallelse.`,
    `You will not be invited again: ${base}, and the rules then give no further invitation.`,
  );
}

function phaseInSentence({ definition, view, asOf, language }: Telling): string {
  const { year: birthYear } = view.resident.birthCivil;
  const region = view.residency?.region;
  const years = (definition.schedule.phaseIn ?? [])
    .filter(
      ({ birthYears, regions, year }) =>
        year > civilOf(asOf).year &&
        birthYears.includes(birthYear) &&
        (regions === undefined || (region !== undefined && regions.includes(region))),
    )
    .map(({ year }) => year);
  const first = years.length === 0 ? undefined : Math.min(...years);
  return first === undefined
    ? say(
        language,
        `Du kallas inte ännu: du är född ${birthYear}, och det är inte bestämt när det födelseåret börjar kallas där du bor.`,
        `You will not be invited yet: you were born in ${birthYear}, and it is not decided when that birth year starts where you live.`,
      )
    : say(
        language,
        `Du kallas inte ännu: du är född ${birthYear}, och det födelseåret börjar kallas ${first}.`,
        `You will not be invited yet: you were born in ${birthYear}, and that birth year starts in ${first}.`,
      );
}
