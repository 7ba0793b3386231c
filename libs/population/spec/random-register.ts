import { plainDate, type PlainDate } from '@kallelse/kernel';
import fc from 'fast-check';
import { arbitraryResident } from '../../eligibility/spec/arbitrary-resident';
import { ManualRoutes } from '../src/application/manual-routes';
import { testNumber, type RowInput } from './register-file';
import type { Line, RegisterOffice } from './register-office';

/** On these days files come; on the two after them somebody makes manual routes, and revokes some. */
const FILE_DAYS = ['2025-11-01', '2026-02-01', '2026-05-01'].map(plainDate);
const [ROUTES_MADE, ROUTES_REVOKED] = [plainDate('2026-05-20'), plainDate('2026-06-10')];
const DISTRICTS = ['0180R001', '0180R002', '1280R001'];

/** Two residents of whom everything is the same but what the rules must not see. */
export interface Twins {
  readonly one: number;
  readonly other: number;
}

interface Place {
  readonly status?: string;
  readonly since?: string;
  readonly municipality?: string;
  readonly district?: string;
}

interface Facts {
  readonly birthDate: string;
  readonly residency?: Place;
  readonly residencies?: readonly Place[];
  readonly events?: readonly object[];
  readonly optOuts?: readonly object[];
  readonly organs?: readonly object[];
  readonly manual?: readonly object[];
  readonly attributes?: object | readonly { readonly name: string }[];
}
/**
 * Fills a register with random people, each twice: the twin has a number of the other digit, another name and another
 * address, and what is told of the one is told of the other. Files of several days, with versions and annulments, and
 * manual routes by hand.
 */
export async function fillRegister(office: RegisterOffice, people: number, seed: number): Promise<Twins[]> {
  const born = arbitraryResident.filter((facts) => (facts as Facts).birthDate < '2019-01-01');
  const drawn = fc.sample(born, { seed, numRuns: people }) as unknown as Facts[];
  const twins = drawn.map((_, i) => numbersOf(i));
  office.day = FILE_DAYS[0] ?? office.day;
  await office.reference('districts', districtFile());
  for (const [at, day] of FILE_DAYS.entries()) {
    office.day = day;
    await office.register(
      ...drawn.flatMap((facts, i) => (twins[i] ?? []).map((number, k) => rowOf(facts, number, k, at))),
    );
    const lines = drawn.flatMap((facts, i) =>
      (twins[i] ?? []).flatMap((identity, k) =>
        linesOf(facts, i)
          .flatMap((line, n) => told(line, `t${k}`, n, at))
          .map((line) => ({ identity, ...line })),
      ),
    );
    await office.events(...lines.map((line) => JSON.parse(JSON.stringify(line)) as Line));
  }
  const ids: Twins[] = [];
  for (const [one = '', other = ''] of twins)
    ids.push({ one: (await office.residentOf(one)) ?? 0, other: (await office.residentOf(other)) ?? 0 });
  await routeByHand(office, ids);
  return ids;
}

function numbersOf(i: number): [string, string] {
  const birth = `197005${String(10 + Math.floor(i / 10))}`;
  const n = 2 * (i % 10);
  return [testNumber(birth, n), testNumber(birth, n + 1)];
}

function rowOf(facts: Facts, identity: string, twin: number, at: number): RowInput {
  const places = facts.residencies ?? (facts.residency ? [facts.residency] : []);
  const { status, since, municipality, district }: Place = places[at % Math.max(1, places.length)] ?? {};
  const day = FILE_DAYS[at] ?? '';
  return {
    ...{ identity, birth_date: facts.birthDate, recorded: day, first_registered_sex: '' },
    ...{ given_names: twin === 0 ? 'Kim' : 'Lo', family_name: twin === 0 ? 'Ett' : 'Två' },
    ...{ address1: twin === 0 ? 'Provgatan 1' : 'Andra vägen 2', postcode: twin === 0 ? '12345' : '54321' },
    ...{
      status: status ?? 'registered',
      status_date: day,
      since: since !== undefined && since <= day ? since : '',
    },
    ...{
      municipality: municipality === '1280' ? '1280' : '0180',
      region: municipality === '1280' ? '12' : '01',
    },
    district: DISTRICTS.find((code) => code === district) ?? '',
  };
}

function districtFile(): string {
  const head = 'code,vintage,level,name,parent,area_type,population,valid_from,valid_to';
  const rows = DISTRICTS.flatMap((code, i) => [
    `${code},2020,RegSO,Namn,${code.slice(0, 4)},${i + 1},2000,2020-01-01,2025-12-31`,
    `${code},2026,RegSO,Namn,${code.slice(0, 4)},${i + 2},2000,2026-01-01,`,
  ]);
  return [head, ...rows, ''].join('\n');
}

function linesOf({ events, optOuts, organs, manual, attributes = {} }: Facts, i: number): Line[] {
  const values: Line[] = Array.isArray(attributes)
    ? attributes.map(({ name, ...rest }: { name: string }) => ({ attribute: name, ...rest }))
    : Object.entries(attributes).map(([attribute, value]) => ({ attribute, value: value as unknown }));
  const all = [...(events ?? []), ...(optOuts ?? []), ...(organs ?? []), ...(manual ?? []), ...values];
  return all.map((line, n) => ({
    ...line,
    recorded: undefined,
    ref: n % 3 === 0 ? `s:${i}-${n}` : undefined,
  }));
}

/** A line comes with one of the files; one with a reference comes again, and every other of those is annulled at last. */
function told(line: Line, twin: string, n: number, at: number): Line[] {
  const { ref } = line;
  if (typeof ref !== 'string') return n % FILE_DAYS.length === at ? [line] : [];
  const isLast = at === FILE_DAYS.length - 1;
  if (n % 2 === 0 && isLast) return [{ ref: `${ref}${twin}`, void: true }];
  return isLast || at === 0 ? [{ ...line, ref: `${ref}${twin}` }] : [];
}

async function routeByHand(office: RegisterOffice, twins: readonly Twins[]): Promise<void> {
  const routes = new ManualRoutes(office.db.databases, office.clock, office.audit);
  const [actor, reason] = [office.actor, 'the spec asks for it'];
  const made: number[] = [];
  office.day = ROUTES_MADE;
  for (const [i, { one, other }] of twins.entries()) {
    const kind = ['hold', 'exclude', 'include', undefined][i % 4];
    if (kind === undefined) continue;
    const until = i % 3 === 0 ? 'never' : (['2026-06-01', '2027-01-31'][i % 2] ?? 'never');
    const from = i % 5 === 0 ? ('2026-05-25' as PlainDate) : undefined;
    for (const resident of [one, other])
      made.push(
        await routes.make({ ...{ resident, programme: 'cervical', kind, from, until }, actor, reason }),
      );
  }
  office.day = ROUTES_REVOKED;
  // Both of a pair, or neither; one that has ended already cannot be.
  for (const [n, route] of made.entries())
    if (Math.floor(n / 2) % 2 === 0) await routes.revoke(route, actor, reason).catch(() => undefined);
}
