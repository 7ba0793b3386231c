import { decider, OPEN, type Definition, type Resident } from '@kallelse/eligibility';
import { plainDate, toDay, toPlainDate, type Day, type PlainDate } from '@kallelse/kernel';
import { testDatabase } from '@test/support/database';
import fc from 'fast-check';
import { arbitraryDefinition } from '../../../../eligibility/spec/arbitrary-definition';
import { RegisterOffice } from '../../../../population/spec/register-office';
import {
  definitionOf,
  importRandomPopulation,
  membersOf,
  type Member,
} from '../../../spec/simulated-population';
import type { Forecast } from '../../domain/forecast/forecast';
import { forecastDays } from '../../domain/forecast/months';
import { findFirstDue } from './first-due';
import { forecastPopulation } from './forecast-population';

const db = testDatabase();
const SIZE = 40;
const MONTHS = 14;
/** Today, as it were, and a day before much of what is on record. */
const STARTS = ['2026-06-15', '2025-11-30'].map((day) => plainDate(day));
const members = new Map<PlainDate, readonly Member[]>();

beforeAll(async () => {
  await importRandomPopulation(new RegisterOffice(db), SIZE);
  for (const start of STARTS) members.set(start, await membersOf(db, start));
}, 120_000);

/** What is known and has begun by a day; of what has begun, also when it ends. Nothing happens afterwards. */
function frozen(resident: Resident, on: Day): Resident {
  const begun = <One extends { readonly from: Day }>(list: readonly One[]) =>
    list.filter(({ from }) => from <= on);
  return {
    ...resident,
    residencies: begun(resident.residencies).flatMap((one) =>
      one.until >= on ? { ...one, until: OPEN } : [],
    ),
    organs: resident.organs.flatMap((one) =>
      one.effective > on ? [] : { ...one, withdrawn: one.withdrawn > on ? OPEN : one.withdrawn },
    ),
    optOuts: begun(resident.optOuts).map((one) => ({
      ...one,
      revoked: one.revoked > on ? OPEN : one.revoked,
    })),
    events: resident.events.filter(({ type, from }) => type === 'booking' || from <= on),
    attributes: begun(resident.attributes),
    manual: begun(resident.manual),
  };
}

/** The first of the months on whose last day each resident is invited, asked day after day from the start on. */
function byHand(definition: Definition, start: PlainDate): Record<number, number> {
  const facts = (members.get(start) ?? []).map(({ id, facts }) => ({
    id,
    facts: frozen(facts, toDay(start)),
  }));
  const days = forecastDays(start, MONTHS);
  const first: Record<number, number> = {};
  /** Since when each has been invited without a break. */
  const since = new Map<number, number>();
  let month = 0;
  for (let day = toDay(start); day <= toDay(days.at(-1)?.day ?? start); day++) {
    const decide = decider(definition, toPlainDate(day));
    const sampled = days.find((one) => one.day === toPlainDate(day));
    month = days.find((one) => toDay(one.day) >= day)?.month ?? month;
    for (const { id, facts: resident } of facts) {
      if (decide(resident).status !== 'invite') since.delete(id);
      else since.set(id, since.get(id) ?? month);
      const due = since.get(id);
      if (sampled && due !== undefined) first[id] ??= due;
    }
  }
  return first;
}

function firstDue(definition: Definition, start: PlainDate, region: string | null = null) {
  return db.databases.transaction('kallelse_selection', async (tx) => {
    const scope = { region, regionsApart: [], firstPiece: 25, onProgress: () => Promise.resolve() };
    const ages = await findFirstDue(tx, { definition, asOf: start, months: MONTHS, ...scope });
    const rows = await tx.query<{ id: number; month: number; now: boolean; district: string | null }[]>(
      'SELECT resident_id AS id, month, now, district FROM first_due ORDER BY 1',
    );
    return { ages, rows };
  });
}

const RULES = {
  programme: 'cervical',
  version: '1',
  eligibility: {
    all: [{ fact: 'age', between: [30, 60] }, { not: { fact: 'controlList', includes: 'hpv-high' } }],
  },
  exclusions: [{ code: 'opted-out', when: { fact: 'optOut', is: true } }],
  holds: [{ code: 'deferred', when: { fact: 'deferred', is: true } }],
  schedule: {
    anchor: 'birthday',
    next: [{ when: { fact: 'lastTest.ageAt', below: 50 }, after: 'P1Y' }, { after: 'P2Y' }],
  },
};

describe('those first due', () => {
  it('are due in the month that deciding them day after day gives, for any definition', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryDefinition, fc.constantFrom(...STARTS), async (document, start) => {
        const definition = definitionOf(document);
        const { rows, ages } = await firstDue(definition, start);
        const months = Object.fromEntries(rows.map(({ id, month }) => [id, month]));
        expect(months).toEqual(byHand(definition, start));
        const residents = ages.reduce((sum, age) => sum + age.residents, 0);
        expect(residents).toBe(members.get(start)?.length);
      }),
      { numRuns: 4, seed: 7 },
    );
  }, 120_000);

  it.each([
    { least: 20, most: 50, after: 'P1Y', anchor: 'birthday' },
    { least: 30, most: 60, after: 'P2Y', anchor: 'lastTest' },
    { least: 0, most: 90, after: 'P1Y', anchor: 'calendarYear' },
  ])('come of age and are due again by the schedule: %o', async ({ least, most, after, anchor }) => {
    const eligibility = { fact: 'age', between: [least, most] };
    const definition = definitionOf({ ...RULES, eligibility, schedule: { anchor, next: [{ after }] } });
    for (const start of STARTS) {
      const { rows } = await firstDue(definition, start);
      const months = Object.fromEntries(rows.map(({ id, month }) => [id, month]));
      expect(months).toEqual(byHand(definition, start));
      expect(new Set(Object.values(months)).size).toBeGreaterThan(1);
      expect(rows.filter(({ now, month }) => now && month > 0)).toEqual([]);
    }
  });

  it('have no district where they are protected, and are only of the region asked for', async () => {
    const [start = plainDate('2026-06-15')] = STARTS;
    const { rows } = await firstDue(definitionOf(RULES), start);
    const hidden = new Set(
      (members.get(start) ?? []).flatMap(({ id, isProtected }) => (isProtected ? id : [])),
    );
    expect(rows.filter(({ id, district }) => hidden.has(id) && district !== null)).toEqual([]);
    expect(rows.some(({ id }) => hidden.has(id))).toBe(true);
    const everybody = definitionOf({ ...RULES, eligibility: { fact: 'age', atLeast: 0 } });
    const { rows: ofRegion } = await firstDue(everybody, start, '12');
    const districts = new Set(ofRegion.flatMap(({ district }) => district ?? []));
    expect([...districts]).toEqual(['1280R001']);
  });
});

describe('a forecast', () => {
  const forecast = (by: 'district' | 'unit', backTest = true) =>
    db.databases.transaction('kallelse_selection', (tx) =>
      forecastPopulation(tx, {
        ...{ definition: definitionOf(RULES), asOf: plainDate('2026-06-15'), months: MONTHS, by, backTest },
        ...{ region: null, regionsApart: [], onProgress: () => Promise.resolve() },
      }),
    );
  const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);

  it('adds up over its districts, and is tested on the invitations that are on record', async () => {
    const { months, places, dueNow, by, noUnits, backTest } = await forecast('district');
    expect({ by, noUnits }).toEqual({ by: 'district', noUnits: false });
    months.forEach(({ firstDue: n }, i) => expect(sum(places.map((one) => one.firstDue[i] ?? 0))).toBe(n));
    expect(sum(places.map((one) => one.dueNow))).toBe(dueNow);
    const { rows } = await firstDue(definitionOf(RULES), plainDate('2026-06-15'));
    expect(dueNow).toBe(rows.filter(({ now }) => now).length);
    expect(sum(months.map(({ firstDue: n }) => n))).toBe(rows.length);
    const invited = (members.get(plainDate('2026-06-15')) ?? []).flatMap(({ facts }) =>
      facts.events.filter(({ type, programme, from }) => {
        const day = toPlainDate(from);
        return type === 'invitation' && programme === 'cervical' && day >= '2025-06-01' && day < '2026-06-01';
      }),
    );
    expect(backTest).toMatchObject({ from: '2025-06-01', months: { length: 12 } });
    expect(sum(backTest?.months.map(({ actual }) => actual) ?? [])).toBe(invited.length);
    expect(invited.length).toBeGreaterThan(0);
  });

  it('by unit is by district where no district has a unit, and says so', async () => {
    expect(await forecast('unit', false)).toMatchObject({ by: 'district', noUnits: true, backTest: null });
    const head =
      'id,name,hsa_id,kind,region,visiting_address,postcode,city,phone,hours,return_address,programmes';
    const office = new RegisterOffice(db);
    await office.reference('units', `${head}\nu1,Enhet,,clinic,01,,,,08-1,,Box 1,cervical\n`);
    await office.reference(
      'catchments',
      'programme,district,unit,from,until\ncervical,0180R001,u1,2020-01-01,\ncervical,0180R001,u1,2021-01-01,\ncervical,0180R002,u1,2020-01-01,2020-12-31\n',
    );
    const [byDistrict, byUnit] = [await forecast('district', false), await forecast('unit', false)];
    expect(byUnit).toMatchObject({ by: 'unit', noUnits: false, months: byDistrict.months });
    const of = ({ places }: Forecast, name: string | null) =>
      places.find(({ place }) => place === name)?.firstDue;
    expect(of(byUnit, 'u1')).toEqual(of(byDistrict, '0180R001'));
    expect(byUnit.places.map(({ place }) => place)).toEqual(['u1', null]);
  });
});
