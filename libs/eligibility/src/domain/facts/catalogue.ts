import { ageInMonthsOn, nearestName } from '@kallelse/kernel';
import type { Attribute } from '../definition/definition';
import type { TestSelection } from '../definition/fact-rules';
import {
  OPEN,
  ORGANS,
  ORGAN_SOURCES,
  ORGAN_STATES,
  RESIDENCY_STATUSES,
  type Organ,
} from '../residents/resident';
import { attributeFact } from './attribute-fact';
import type { Fact, FactSql, SqlFacts } from './fact';
import { BOOLEAN, DATE, INTEGER, SET, type CodeForm, type FactType, type FactValue } from './fact-type';
import type { FactView } from './fact-view';
import { ageAtLeast, ageMonthsAtLeast, ageThisYearAtLeast, birthYearAtLeast } from './ordinal';
import { testFacts } from './test-facts';

const regionCode = codeForm(/^\d{2}$/, /^\d{1,2}$/, 'two digits, as "01"');
const municipalityCode = codeForm(/^\d{4}$/, /^\d{1,4}$/, 'four digits, as "0180"');
const districtCode = codeForm(/^\S+$/, /^\S+$/, 'a district code, as "0180R001"');
const areaTypes: FactType = { kind: 'number', integer: true };

function codeForm(pattern: RegExp, prefix: RegExp, describe: string): CodeForm {
  return { pattern, prefix, describe };
}

type Reader = (view: FactView) => FactValue | undefined;

function fact(name: string, type: FactType, sv: string, en: string, read: Reader, sql: FactSql): Fact {
  return { name, type, labels: { sv, en }, alwaysKnown: false, read, sql };
}

function known(entry: Fact): Fact {
  return { ...entry, alwaysKnown: true };
}

const value = (expression: (sql: SqlFacts) => string): FactSql => ({ kind: 'value', expression });
const column = (name: string): FactSql => value((sql) => sql.column(name));
const ordinal = (atLeast: (sql: SqlFacts, n: number) => string): FactSql => ({ kind: 'ordinal', atLeast });
/** An interval end that is on or after the as-of date: the interval is active. */
const active = (name: string): FactSql =>
  value((sql) => `coalesce(${sql.column(name)} >= ${sql.day(sql.asOf)}, false)`);
/** The end of an active interval; unknown when it has none. */
const activeUntil = (name: string): FactSql =>
  value((sql) => {
    const end = sql.column(name);
    return `CASE WHEN ${end} >= ${sql.day(sql.asOf)} AND ${end} < 'infinity' THEN ${end} END`;
  });
const closed = (end: number | undefined): number | undefined => (end === OPEN ? undefined : end);

const years = { unit: 'years' } as const;

const AGE_FACTS: readonly Fact[] = [
  {
    ...known(fact('age', INTEGER, 'ålder', 'age', (v) => v.age, ordinal(ageAtLeast))),
    ...years,
  },
  {
    ...known(
      fact(
        'ageMonths',
        INTEGER,
        'ålder i månader',
        'age in months',
        (v) => ageInMonthsOn(v.resident.birthCivil, v.asOf),
        ordinal(ageMonthsAtLeast),
      ),
    ),
    unit: 'months',
  },
  {
    ...known(
      fact(
        'ageThisYear',
        INTEGER,
        'ålder i år',
        'age this year',
        (v) => v.ageThisYear,
        ordinal(ageThisYearAtLeast),
      ),
    ),
    ...years,
  },
  known(
    fact(
      'birthYear',
      INTEGER,
      'födelseår',
      'birth year',
      (v) => v.resident.birthCivil.year,
      ordinal(birthYearAtLeast),
    ),
  ),
  known(fact('birthDate', DATE, 'födelsedatum', 'birth date', (v) => v.resident.birth, column('birth_date'))),
];

const RESIDENCY_FACTS: readonly Fact[] = [
  fact(
    'residency.status',
    { kind: 'enum', values: RESIDENCY_STATUSES },
    'folkbokföringsstatus',
    'residency status',
    (v) => v.residency?.status,
    column('residency_status'),
  ),
  fact(
    'residency.since',
    DATE,
    'bosatt sedan',
    'resident since',
    (v) => v.residency?.since,
    column('residency_since'),
  ),
  fact(
    'region',
    { kind: 'code', form: regionCode },
    'region',
    'region',
    (v) => v.residency?.region,
    column('region'),
  ),
  fact(
    'municipality',
    { kind: 'code', form: municipalityCode },
    'kommun',
    'municipality',
    (v) => v.residency?.municipality,
    column('municipality'),
  ),
  fact(
    'district',
    { kind: 'code', form: districtCode },
    'område',
    'district',
    (v) => v.residency?.district,
    column('district'),
  ),
  fact('areaType', areaTypes, 'områdestyp', 'area type', (v) => v.residency?.areaType, column('area_type')),
];

const ORGAN_LABELS: Readonly<Record<Organ, { sv: string; en: string }>> = {
  cervix: { sv: 'livmoderhals', en: 'cervix' },
  breast: { sv: 'bröstvävnad', en: 'breast tissue' },
  prostate: { sv: 'prostata', en: 'prostate' },
  colorectum: { sv: 'tjock- och ändtarm', en: 'colon and rectum' },
};

function organFacts(organ: Organ): readonly Fact[] {
  const { sv, en } = ORGAN_LABELS[organ];
  return [
    fact(
      `organ.${organ}`,
      { kind: 'enum', values: ORGAN_STATES },
      sv,
      en,
      (v) => v.organ(organ)?.state,
      column(`organ_${organ}`),
    ),
    fact(
      `organ.${organ}.basis`,
      { kind: 'enum', values: ORGAN_SOURCES },
      `grund för uppgift om ${sv}`,
      `basis of the statement on ${en}`,
      (v) => v.organ(organ)?.source,
      column(`organ_${organ}_basis`),
    ),
  ];
}

const STATE_FACTS: readonly Fact[] = [
  known(fact('optOut', BOOLEAN, 'avböjt', 'opted out', (v) => v.optOut, active('opt_out_until'))),
  known(
    fact(
      'deferred',
      BOOLEAN,
      'uppskov',
      'deferred',
      (v) => v.history.deferralUntil !== undefined,
      active('deferral_until'),
    ),
  ),
  fact(
    'deferredUntil',
    DATE,
    'uppskov till',
    'deferred until',
    (v) => closed(v.history.deferralUntil),
    activeUntil('deferral_until'),
  ),
  known(
    fact(
      'underCare',
      BOOLEAN,
      'under uppföljning',
      'under care',
      (v) => v.history.careUntil !== undefined,
      active('care_until'),
    ),
  ),
  fact(
    'underCare.until',
    DATE,
    'uppföljning till',
    'under care until',
    (v) => closed(v.history.careUntil),
    activeUntil('care_until'),
  ),
  known(fact('booked', BOOLEAN, 'bokad tid', 'booked', (v) => v.history.booked, active('booking_last'))),
  known(
    fact(
      'episode.open',
      BOOLEAN,
      'pågående omgång',
      'open round',
      (v) => v.episodeOpen,
      active('episode_until'),
    ),
  ),
  known(
    fact('controlList', SET, 'kontrollista', 'control list', (v) => v.history.controlList, {
      kind: 'set',
      includes: onControlList,
    }),
  ),
  fact(
    'lastInvitation.date',
    DATE,
    'senaste kallelse',
    'last invitation',
    (v) => v.history.lastInvitation,
    value((sql) => `${sql.column('invitations')}[1]`),
  ),
  known(
    fact(
      'episodes.consecutiveMissed',
      INTEGER,
      'uteblivna omgångar i rad',
      'consecutive missed rounds',
      (v) => v.history.consecutiveMissed,
      value((sql) => missedSql(sql)),
    ),
  ),
];

function onControlList(sql: SqlFacts, code: string): string {
  const lists = sql.column('control_lists');
  return (
    `CASE WHEN ${lists} IS NULL THEN false ELSE EXISTS (SELECT 1 FROM unnest(${lists}, ${sql.column('control_until')}) ` +
    `AS listed(list, until_date) WHERE listed.list = ${sql.param(code, 'text')} AND listed.until_date >= ${sql.day(sql.asOf)}) END`
  );
}

function missedSql(sql: SqlFacts): string {
  const invitations = sql.column('invitations');
  const last = sql.lastTest('date');
  return (
    `CASE WHEN ${invitations} IS NULL THEN 0 WHEN ${last} IS NULL THEN cardinality(${invitations}) ` +
    `WHEN ${invitations}[1] <= ${last} THEN 0 ` +
    `ELSE (SELECT count(*)::int FROM unnest(${invitations}) AS invited(on_date) WHERE invited.on_date > ${last}) END`
  );
}

const FIXED: ReadonlyMap<string, Fact> = new Map(
  [
    ...AGE_FACTS,
    ...RESIDENCY_FACTS,
    ...ORGANS.flatMap(organFacts),
    ...testFacts('lastTest'),
    ...STATE_FACTS,
  ].map((entry) => [entry.name, entry]),
);

/** What a definition adds to the catalogue: its attributes and its named test selections. */
export interface CatalogueScope {
  readonly attributes: readonly Attribute[];
  readonly tests: readonly Pick<TestSelection, 'name'>[];
}

/** Every fact that a definition may name. */
export function catalogue(scope: CatalogueScope): ReadonlyMap<string, Fact> {
  const own = [...scope.attributes.map(attributeFact), ...scope.tests.flatMap(({ name }) => testFacts(name))];
  return new Map([...FIXED, ...own.map((entry): [string, Fact] => [entry.name, entry])]);
}

/** A name that is no fact, said so that its writer finds the right one. */
export function unknownFact(name: string, facts: ReadonlyMap<string, Fact>): string {
  const near = nearestName(name, facts.keys());
  return `unknown fact "${name}"${near === undefined ? '' : `; did you mean "${near}"?`}`;
}
