import { plainDate, toDay, toPlainDate, type PlainDate } from '@kallelse/kernel';
import { lineKind, type EventLine } from './event-line';
import type { AreaType } from './geography';
import type { Programme } from './participation';
import type { Person } from './person';
import { generateRegion } from './region';

const AS_OF = plainDate('2026-09-01');
const region = generateRegion({ asOf: AS_OF, residents: 40_000, seed: 11 });
const people: readonly Person[] = [...region.people()];
const registered = people.filter(({ status }) => status === 'registered');
const holder = new Map<string, Person>();
for (const person of people) {
  holder.set(person.identity.value, person);
  if (person.former !== undefined) holder.set(person.former.identity.value, person);
}

interface Dates {
  readonly tests: PlainDate[];
  readonly invitations: PlainDate[];
}

const history = new Map<Person, Map<Programme, Dates>>();
const absent = new Map<string, Set<Person>>();
for (const line of region.events()) collect(line);

function collect(line: EventLine): void {
  const person = holder.get(line.identity);
  if (person === undefined) throw new Error('a line is about nobody');
  if ('organ' in line && line.state === 'absent') {
    absent.set(line.organ, (absent.get(line.organ) ?? new Set()).add(person));
  }
  if (!('programme' in line) || !('date' in line)) return;
  const own = history.get(person) ?? new Map<Programme, Dates>();
  history.set(person, own);
  const dates = own.get(line.programme) ?? { tests: [], invitations: [] };
  own.set(line.programme, dates);
  if (lineKind(line) === 'test') dates.tests.push(line.date);
  if (lineKind(line) === 'invitation') dates.invitations.push(line.date);
}

const datesOf = (person: Person, programme: Programme): Dates =>
  history.get(person)?.get(programme) ?? { tests: [], invitations: [] };

/** The share of some people who are as asked. */
function share(of: readonly Person[], test: (person: Person) => boolean): number {
  return of.filter(test).length / of.length;
}

const testedWithin = (programme: Programme, years: (person: Person) => number) => (person: Person) =>
  datesOf(person, programme).tests.some((date) => date >= yearsBefore(AS_OF, years(person)));

function yearsBefore(date: PlainDate, years: number): PlainDate {
  return toPlainDate(toDay(date) - Math.round(years * 365.25));
}

const cervical = registered.filter(({ body, age }) => body === 'cervix' && age >= 23 && age <= 70);
const breast = registered.filter(({ body, age }) => body === 'cervix' && age >= 40 && age <= 74);
const colorectal = registered.filter(({ age }) => age >= 60 && age <= 74);

/** Of the invited of a programme by area type, how many were tested within a year of the invitation. */
function participation(programme: Programme, areaType: AreaType): number {
  let invited = 0;
  let tookPart = 0;
  for (const person of people) {
    if (person.home.district?.areaType !== areaType) continue;
    const { tests, invitations } = datesOf(person, programme);
    for (const date of invitations) {
      if (date > yearsBefore(AS_OF, 1)) continue;
      invited++;
      tookPart += tests.some((test) => test >= date && test < yearsBefore(date, -1)) ? 1 : 0;
    }
  }
  return tookPart / invited;
}

function between(value: number, low: number, high: number): void {
  expect(value).toBeGreaterThan(low);
  expect(value).toBeLessThan(high);
}

describe('shares in the register extract', () => {
  const of = (test: (person: Person) => boolean): number => share(people, test);

  it('are those of a Swedish region', () => {
    between(
      of(({ protection }) => protection !== 'none'),
      0.0018,
      0.0038,
    );
    between(
      of(({ home }) => home.dwelling !== 'address'),
      0.0018,
      0.004,
    );
    between(
      of(({ status }) => status !== 'registered'),
      0.015,
      0.04,
    );
    between(
      of(({ status }) => status === 'emigrated'),
      0.005,
      0.015,
    );
    between(
      of(({ firstRegisteredSex }) => !firstRegisteredSex.endsWith('male')),
      0.002,
      0.006,
    );
    between(
      of(({ body }) => body === 'cervix'),
      0.48,
      0.52,
    );
    between(
      of(({ language }) => language !== ''),
      0.04,
      0.06,
    );
    between(
      of(({ former }) => former?.reason === 'registration'),
      0.008,
      0.018,
    );
  });

  it('put few people in the extreme area types', () => {
    const shares = [1, 2, 3, 4, 5].map((type) => of(({ home }) => home.district?.areaType === type));
    expect(shares[0]).toBeLessThan(0.1);
    expect(Math.max(...shares)).toBe(shares[3]);
    expect(shares.every((value) => value > 0.02)).toBe(true);
  });
});

describe('shares in the histories', () => {
  it('cover most of each target group and leave some never tested', () => {
    const interval = ({ age }: Person): number => (age >= 52 ? 7 : 5);
    between(share(cervical, testedWithin('cervical', interval)), 0.68, 0.8);
    between(
      share(
        breast,
        testedWithin('breast', () => 2),
      ),
      0.65,
      0.78,
    );
    between(
      share(
        breast,
        testedWithin('breast', () => 2.2),
      ),
      0.68,
      0.8,
    );
    between(
      share(
        colorectal,
        testedWithin('colorectal', () => 2),
      ),
      0.6,
      0.76,
    );
    between(
      share(cervical, (person) => datesOf(person, 'cervical').tests.length === 0),
      0.1,
      0.25,
    );
  });

  it('leave some waiting for their first letter, and recent ones without an answer yet', () => {
    const untouched = (person: Person): boolean => {
      const { tests, invitations } = datesOf(person, 'cervical');
      return tests.length + invitations.length === 0;
    };
    between(share(cervical, untouched), 0.005, 0.05);
    const unanswered = (person: Person): boolean => {
      const { tests, invitations } = datesOf(person, 'cervical');
      const last = invitations.at(-1) ?? '';
      return last > yearsBefore(AS_OF, 1) && !tests.some((date) => date >= last);
    };
    between(share(cervical, unanswered), 0.1, 0.35);
  });

  it('state the loss of an organ for a few in a hundred', () => {
    const lost = (organ: string, of: readonly Person[]): number =>
      share(of, (person) => absent.get(organ)?.has(person) === true);
    between(lost('cervix', cervical), 0.02, 0.045);
    between(lost('breast', breast), 0.002, 0.015);
    between(lost('colorectum', colorectal), 0.001, 0.01);
  });

  it.each(['breast', 'colorectal'] as const)(
    'let participation in %s rise with the area type',
    (programme) => {
      const [first, second, third, fourth, fifth] = ([1, 2, 3, 4, 5] as const).map((type) =>
        participation(programme, type),
      );
      between(first ?? 0, 0.53, 0.71);
      between(fifth ?? 0, 0.73, 0.86);
      expect(((first ?? 0) + (second ?? 0)) / 2).toBeLessThan(third ?? 0);
      expect(third).toBeLessThan(fourth ?? 0);
      expect(fourth).toBeLessThan(fifth ?? 0);
    },
  );
});
