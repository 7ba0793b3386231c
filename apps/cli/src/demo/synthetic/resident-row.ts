import { toPlainDate, type Day } from '@kallelse/kernel';
import {
  boxAddress,
  dwellingOf,
  foreignAddress,
  MEDIATION_ADDRESS,
  NO_ADDRESS,
  type Address,
} from './addresses';
import type { Identity } from './identity-numbers';
import { drawFamily, drawGiven, drawNames, type Names } from './names';
import type { ResolvedOptions } from './options';
import type { Person } from './person';
import { Random, STREAM } from './random';

/** The columns of a register file (interfaces.md, "Register import"). */
export const RESIDENT_COLUMNS = [
  'event',
  'identity',
  'identity_type',
  'identity_domain',
  'replaces',
  'recorded',
  'birth_date',
  'given_names',
  'family_name',
  'first_registered_sex',
  'status',
  'status_date',
  'region',
  'municipality',
  'district',
  'since',
  'protection',
  'care_of',
  'address1',
  'address2',
  'postcode',
  'city',
  'country',
  'special_care_of',
  'special_address1',
  'special_address2',
  'special_postcode',
  'special_city',
  'special_country',
  'dwelling',
  'language',
  'format',
] as const;
export type ResidentColumn = (typeof RESIDENT_COLUMNS)[number];
export type ResidentRow = Readonly<Record<ResidentColumn, string>>;

const CARE_OF = 0.02;
const SPECIAL_BOX = 0.01;
const SPECIAL_ABROAD = 0.001;
/** Some of those with a marked record have mail forwarded by Skatteverket too. */
const MARKED_MEDIATED = 0.5;
const NEW_GIVEN_NAMES = 0.7;
/** What a register shows instead of the name of some whose record is protected. */
const NAME_WITHHELD: Names = { given: 'Skyddad', family: 'uppgift' };
const WITHHELD_SHARE = 0.5;

/**
 * The rows of one resident in the register extract: one, or two when the number has changed. Then the row of the former
 * number comes first, recorded earlier, and the row of the present number says what it `replaces`.
 */
export function residentRows(person: Person, options: ResolvedOptions): ResidentRow[] {
  const present = presentRow(person, options);
  const { former } = person;
  if (former === undefined) return [present];
  const earliest = Math.max(person.birth, former.changedOn - 900);
  const since = Math.min(person.since, former.changedOn - 1);
  const then: Person = { ...person, status: 'registered', statusSince: earliest, since, former: undefined };
  const before: ResidentRow = {
    ...presentRow({ ...then, language: '', format: '' }, options),
    ...identityCells(former.identity),
    recorded: toPlainDate(Math.max(earliest, since)),
    given_names: formerGivenNames(person, options) ?? present.given_names,
  };
  return [before, { ...present, replaces: former.identity.value }];
}

/** The `full` row of someone as they are now. */
export function presentRow(person: Person, options: ResolvedOptions): ResidentRow {
  const random = new Random(options.seed, STREAM.address, person.index);
  const { status, home, protection } = person;
  const names = namesOf(person, options);
  return {
    event: 'full',
    ...identityCells(person.identity),
    replaces: '',
    recorded: toPlainDate(recordedOn(person, options.asOf)),
    birth_date: toPlainDate(person.birth),
    given_names: names.given,
    family_name: names.family,
    first_registered_sex: person.firstRegisteredSex,
    status,
    status_date: person.statusSince === undefined ? '' : toPlainDate(person.statusSince),
    region: options.region,
    municipality: home.municipality.code,
    district: protection === 'protected' || status === 'emigrated' ? '' : home.districtCode,
    since: toPlainDate(person.since),
    protection,
    ...addressCells(registeredAddress(person, options, random)),
    ...specialCells(specialAddress(person, random)),
    // A protected address is neither known nor unknown: the register says nothing.
    dwelling: protection === 'protected' ? '' : home.dwelling,
    language: person.language,
    format: person.format,
  };
}

export function identityCells(
  identity: Identity,
): Pick<ResidentRow, 'identity' | 'identity_type' | 'identity_domain'> {
  return { identity: identity.value, identity_type: identity.type, identity_domain: identity.domain };
}

function addressCells(
  address: Address,
): Pick<ResidentRow, 'care_of' | 'address1' | 'address2' | 'postcode' | 'city' | 'country'> {
  const { careOf, address1, address2, postcode, city, country } = address;
  return { care_of: careOf, address1, address2, postcode, city, country };
}

function specialCells(
  address: Address,
): Pick<
  ResidentRow,
  | 'special_care_of'
  | 'special_address1'
  | 'special_address2'
  | 'special_postcode'
  | 'special_city'
  | 'special_country'
> {
  return {
    special_care_of: address.careOf,
    special_address1: address.address1,
    special_address2: address.address2,
    special_postcode: address.postcode,
    special_city: address.city,
    special_country: address.country,
  };
}

function namesOf(person: Person, options: ResolvedOptions): Names {
  const random = new Random(options.seed, STREAM.names, person.index);
  const names = drawNames(random);
  return person.protection === 'protected' && random.chance(WITHHELD_SHARE) ? NAME_WITHHELD : names;
}

/** Given names that went with the former number, for those who took others with the new one. */
function formerGivenNames(person: Person, options: ResolvedOptions): string | undefined {
  const random = new Random(options.seed, STREAM.formerNames, person.index);
  const renamed = person.former?.reason === 'legal-sex' && random.chance(NEW_GIVEN_NAMES);
  return renamed && person.protection !== 'protected' ? drawGiven(random) : undefined;
}

/** When the register last changed anything about someone. */
function recordedOn({ status, statusSince, since, former }: Person, asOf: Day): Day {
  const ended = status === 'registered' ? undefined : (statusSince ?? asOf);
  return Math.max(since, ended ?? since, former?.changedOn ?? since);
}

function registeredAddress(person: Person, options: ResolvedOptions, random: Random): Address {
  const { status, protection, home } = person;
  if (status === 'emigrated') return foreignAddress(random);
  if (protection === 'protected' || status === 'missing' || home.dwelling === 'unknown') return NO_ADDRESS;
  if (home.dwelling === 'municipality-only') {
    return random.chance(0.6)
      ? { ...boxAddress(home.municipality, random), careOf: 'c/o Socialkontoret' }
      : NO_ADDRESS;
  }
  const district = home.district;
  const address =
    district === undefined
      ? boxAddress(home.municipality, random)
      : dwellingOf(district, home.household, options.seed);
  return random.chance(CARE_OF) ? { ...address, careOf: careOf(random) } : address;
}

function specialAddress({ protection, status, home }: Person, random: Random): Address {
  if (protection === 'protected') return MEDIATION_ADDRESS;
  if (protection === 'marked' && random.chance(MARKED_MEDIATED)) return MEDIATION_ADDRESS;
  if (status !== 'registered') return NO_ADDRESS;
  const draw = random.unit();
  if (draw < SPECIAL_ABROAD) return foreignAddress(random);
  return draw < SPECIAL_ABROAD + SPECIAL_BOX ? boxAddress(home.municipality, random) : NO_ADDRESS;
}

/** As long as a field of the register allows. */
function careOf(random: Random): string {
  return `c/o ${drawFamily(random)}`.slice(0, 35);
}
