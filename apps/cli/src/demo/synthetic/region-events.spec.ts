import { parseResident } from '@kallelse/eligibility';
import { plainDate, toDay, toPlainDate, type PlainDate } from '@kallelse/kernel';
import { lineKind, type EventLine } from './event-line';
import type { Person } from './person';
import { generateRegion } from './region';

const AS_OF = plainDate('2026-09-01');
const region = generateRegion({ asOf: AS_OF, residents: 20_000 });
const people: readonly Person[] = [...region.people()];
const lines: readonly EventLine[] = [...region.events()];
const holder = new Map<string, Person>();
for (const person of people) {
  holder.set(person.identity.value, person);
  if (person.former !== undefined) holder.set(person.former.identity.value, person);
}

/** The first few that break a rule: comparing them to none is faster than an expectation for each. */
const offending = <T>(items: readonly T[], breaks: (item: T) => boolean): readonly T[] =>
  items.filter(breaks).slice(0, 3);

/** The day a line is about, where it has one. */
function dayOfLine(line: EventLine): PlainDate | undefined {
  if ('date' in line) return line.date;
  if ('effective' in line) return line.effective;
  return 'from' in line ? line.from : undefined;
}

/** What a line says, without whom it is about and how it came. */
function bodyOf(line: EventLine): object {
  const about = ['identity', 'identity_type', 'identity_domain', 'ref', 'void'];
  return Object.fromEntries(Object.entries(line).filter(([key]) => !about.includes(key)));
}

function personOf(line: EventLine): Person {
  const person = holder.get(line.identity);
  if (person === undefined) throw new Error('a line is about nobody');
  return person;
}

describe('the events file', () => {
  it('holds every kind of thing an office is told', () => {
    const kinds = new Set(lines.map(lineKind));
    expect([...kinds].sort()).toEqual([
      'attribute',
      'booking',
      'care',
      'control-list',
      'deferral',
      'enquiry',
      'invitation',
      'opt-out',
      'organ',
      'preference',
      'test',
    ]);
    const optOuts = lines.flatMap((line) => ('kind' in line ? [line] : []));
    expect(new Set(optOuts.map(({ kind }) => kind))).toEqual(new Set(['permanent', 'until', 'episode']));
    expect(optOuts.some(({ revoked }) => revoked !== undefined)).toBe(true);
    const organs = lines.flatMap((line) => ('organ' in line ? [line] : []));
    expect(new Set(organs.map(({ organ }) => organ))).toEqual(
      new Set(['cervix', 'breast', 'prostate', 'colorectum']),
    );
    expect(new Set(organs.map(({ source }) => source))).toEqual(
      new Set(['clinic', 'self', 'screening-event']),
    );
    expect(organs.some(({ withdrawn }) => withdrawn !== undefined)).toBe(true);
  });

  it('dates nothing before birth, and nothing but bookings after the extract', () => {
    const dated = lines.filter((line) => dayOfLine(line) !== undefined);
    expect(dated.length).toBeGreaterThan(50_000);
    const wrong = offending(dated, (line) => {
      const date = dayOfLine(line) ?? AS_OF;
      const isBooking = lineKind(line) === 'booking';
      return date < toPlainDate(personOf(line).birth) || date > AS_OF !== isBooking;
    });
    expect(wrong).toEqual([]);
    const within = (later: string, earlier: string): boolean => later >= earlier && later <= AS_OF;
    const inconsistent = offending(dated, (line) => {
      const date = dayOfLine(line) ?? AS_OF;
      if (line.recorded !== undefined && !within(line.recorded, date)) return true;
      if ('revoked' in line && !within(line.revoked, line.from)) return true;
      if ('withdrawn' in line && !within(line.withdrawn, line.effective)) return true;
      return 'until' in line && line.until !== null && line.until < date;
    });
    expect(inconsistent).toEqual([]);
  });

  it('notes nothing about someone after they have left or died', () => {
    // Care or a deferral that follows from a letter may be dated some weeks later.
    const acts = lines.filter((line) => ['test', 'invitation', 'booking'].includes(lineKind(line)));
    const wrong = offending(acts, (line) => {
      const { status, statusSince } = personOf(line);
      if (status === 'registered' || statusSince === undefined) return false;
      return (dayOfLine(line) ?? AS_OF) >= toPlainDate(statusSince);
    });
    expect(wrong).toEqual([]);
  });

  it('is about a number in use on the day', () => {
    let underFormer = 0;
    for (const line of lines) {
      const { former, identity } = personOf(line);
      const date = dayOfLine(line);
      if (former === undefined || date === undefined) continue;
      const isFormer = line.identity === former.identity.value;
      underFormer += isFormer && former.reason === 'legal-sex' ? 1 : 0;
      if (line.void === undefined) expect(isFormer).toBe(toDay(date) < former.changedOn);
      else expect([identity.value, former.identity.value]).toContain(line.identity);
    }
    expect(underFormer).toBeGreaterThan(10);
  });

  it('names the type of every number that is no personnummer, and the domain of reserve numbers', () => {
    const wrong = offending(lines, (line) => {
      const { former, identity } = personOf(line);
      const used = line.identity === identity.value ? identity : (former?.identity ?? identity);
      const type = used.type === 'personnummer' ? undefined : used.type;
      const domain = used.domain === '' ? undefined : used.domain;
      return line.identity_type !== type || line.identity_domain !== domain;
    });
    expect(wrong).toEqual([]);
  });

  it('gives each ref to one object: one version, or corrected or annulled right after it', () => {
    const seen = new Set<string>();
    let last = '';
    let versions = 0;
    for (const { ref, void: annulled } of lines) {
      if (ref === undefined) continue;
      if (seen.has(ref)) {
        versions++;
        expect(ref).toBe(last);
      } else expect(annulled).toBeUndefined();
      seen.add(ref);
      last = ref;
    }
    expect(versions).toBeGreaterThan(10);
  });
});

describe('the manifest', () => {
  it('counts the objects in force, by their last version', () => {
    const refs = new Map(
      lines.flatMap((line) => (line.ref === undefined ? [] : [[line.ref, line] as const])),
    );
    const inForce = [...refs.values()].filter(({ void: annulled }) => annulled === undefined).length;
    const withoutRef = new Set(
      lines.filter(({ ref }) => ref === undefined).map((line) => JSON.stringify(line)),
    );
    const { events } = region.manifest();
    expect(events.objects).toBe(inForce + withoutRef.size);
    expect(events.lines).toBe(lines.length);
    expect(events.corrected).toBeGreaterThan(0);
    expect(events.annulled).toBeGreaterThan(0);
    expect(Object.values(events.kind).reduce((a, b) => a + b, 0)).toBe(lines.length);
  });
});

describe('histories', () => {
  it('are read without complaint as the facts of their residents', () => {
    const facts = new Map<
      Person,
      { organs: object[]; optOuts: object[]; events: object[]; attributes: object[] }
    >();
    for (const line of lines) {
      const person = personOf(line);
      const own = facts.get(person) ?? { organs: [], optOuts: [], events: [], attributes: [] };
      facts.set(person, own);
      const body = bodyOf(line);
      if ('organ' in line) own.organs.push(body);
      else if ('kind' in line) own.optOuts.push(body);
      else if ('type' in line) own.events.push(body);
      else if ('attribute' in line) {
        own.attributes.push({ name: line.attribute, value: line.value, from: line.from });
      }
    }
    expect(facts.size).toBeGreaterThan(8_000);
    const refused = offending([...facts], ([{ index, birth }, own]) => {
      const resident = { id: String(index), birthDate: toPlainDate(birth), ...own };
      return !parseResident(resident, toDay(AS_OF)).ok;
    });
    expect(refused).toEqual([]);
  });

  it('hold tests only of organs that were there', () => {
    const organOf = {
      cervical: 'cervix',
      breast: 'breast',
      colorectal: 'colorectum',
      opt: 'prostate',
    } as const;
    const lost = new Map<string, { from: string; until: string }>();
    for (const line of lines) {
      if (!('organ' in line) || line.state !== 'absent') continue;
      const key = `${personOf(line).index}/${line.organ}`;
      if (!lost.has(key)) lost.set(key, { from: line.effective, until: line.withdrawn ?? '9999-12-31' });
    }
    let checked = 0;
    for (const line of lines) {
      if (lineKind(line) !== 'test' || !('programme' in line) || !('date' in line)) continue;
      const person = personOf(line);
      if (line.programme === 'opt') expect(person.body).toBe('prostate');
      if (line.programme === 'cervical') expect(person.body).toBe('cervix');
      const gone = lost.get(`${person.index}/${organOf[line.programme]}`);
      if (gone === undefined) continue;
      checked++;
      expect(line.date < gone.from || line.date >= gone.until).toBe(true);
    }
    expect(checked).toBeGreaterThan(50);
  });

  it('stop at a change of legal sex for most, as the former system selected by number', () => {
    const dropped = people.filter(
      ({ former, body, age, status }) =>
        former?.reason === 'legal-sex' && body === 'cervix' && age >= 30 && status === 'registered',
    );
    const calledSince = new Set(
      lines
        .filter((line) => lineKind(line) === 'invitation')
        .filter((line) => {
          const { former } = personOf(line);
          return former !== undefined && line.identity !== former.identity.value;
        })
        .map(personOf),
    );
    const still = dropped.filter((person) => calledSince.has(person));
    expect(dropped.length).toBeGreaterThan(4);
    expect(still.length).toBeLessThan(dropped.length / 2);
  });
});
