import type { District, Municipality } from './geography';
import { fictitiousPostcode } from './postcodes';
import { Random, STREAM } from './random';

/** An address as the register gives it; the street normally stands in the second line. */
export interface Address {
  readonly careOf: string;
  readonly address1: string;
  readonly address2: string;
  readonly postcode: string;
  readonly city: string;
  readonly country: string;
}

export const NO_ADDRESS: Address = {
  careOf: '',
  address1: '',
  address2: '',
  postcode: '',
  city: '',
  country: '',
};

/** Where mail to people with protected addresses goes: Skatteverket forwards it. */
export const MEDIATION_ADDRESS: Address = {
  ...NO_ADDRESS,
  address1: 'Förmedlingsuppdrag',
  address2: 'Box 2820',
  postcode: '40320',
  city: 'Göteborg',
};

const STREETS: readonly [string, ...string[]] = [
  'Exempelgatan',
  'Påhittsgatan',
  'Låtsasvägen',
  'Provvägen',
  'Sagostigen',
  'Övningsbacken',
  'Skissgränd',
  'Modellvägen',
  'Fantasigatan',
  'Uppdiktargatan',
  'Mallgatan',
  'Utkastvägen',
  'Maskeratorget',
  'Kulissgatan',
  'Rekvisitavägen',
  'Sägenvägen',
  'Fabelstigen',
  'Romangatan',
  'Åskådarbacken',
  'Ödlegränd',
  'Älvalekargatan',
  'Påhittssons väg',
  'Overklighetens allé',
  'Tomtestigen',
];
const BUILDINGS: readonly [string, ...string[]] = [
  'Gula villan',
  'Kvarteret Skissen',
  'Hus B, uppgång 3',
  'Gården',
];

interface ForeignPlace {
  readonly street: string;
  readonly city: string;
  readonly country: string;
}

const FOREIGN: readonly [ForeignPlace, ...ForeignPlace[]] = [
  { street: 'Eksempelveien', city: '0000 EKSEMPELBY', country: 'NORGE' },
  { street: 'Esimerkkikatu', city: '00000 ESIMERKKILÄ', country: 'FINLAND' },
  { street: 'Eksempelgade', city: '0000 EKSEMPELKØBING', country: 'DANMARK' },
  { street: 'Beispielstraße', city: '00000 MUSTERSTADT', country: 'TYSKLAND' },
  { street: 'ul. Przykładowa', city: '00-000 PRZYKŁADÓW', country: 'POLEN' },
  { street: 'Örnek Sokağı', city: '00000 ÖRNEKŞEHİR', country: 'TURKIET' },
  { street: 'Calle Ejemplo', city: '00000 EJEMPLO', country: 'SPANIEN' },
  { street: 'Example Street', city: 'EXAMPLETOWN EX0 0EX', country: 'STORBRITANNIEN' },
];

const RESIDENTS_PER_HOUSEHOLD = 2.1;
const HOUSEHOLDS_PER_DISTRICT_MAX = 0x10_0000;

/** The number of a household in a district; residents who draw the same live together. */
export function drawHousehold(district: District, random: Random): number {
  const households = Math.ceil(district.population / RESIDENTS_PER_HOUSEHOLD);
  return random.below(Math.min(Math.max(households, 1), HOUSEHOLDS_PER_DISTRICT_MAX));
}

/** The dwelling of a household: the same for everybody in it. */
export function dwellingOf(district: District, household: number, seed: number): Address {
  const random = new Random(seed, STREAM.household, district.index * HOUSEHOLDS_PER_DISTRICT_MAX + household);
  const number = random.between(1, 120);
  const letter = random.chance(0.2) ? (['A', 'B', 'C', 'D'][random.below(4)] ?? '') : '';
  const flat = random.chance(0.55) ? ` lgh ${random.between(10, 16)}0${random.between(1, 6)}` : '';
  return {
    careOf: '',
    address1: random.chance(0.04) ? random.pick(BUILDINGS) : '',
    address2: `${random.pick(STREETS)} ${number}${letter}${flat}`,
    postcode: fictitiousPostcode(district.index * 7 + random.below(5)),
    city: district.municipality.name,
    country: '',
  };
}

/** A box that someone rather has mail sent to. */
export function boxAddress(municipality: Municipality, random: Random): Address {
  return {
    ...NO_ADDRESS,
    address2: `Box ${random.between(1, 9_999)}`,
    postcode: fictitiousPostcode(random.below(1_000)),
    city: municipality.name,
  };
}

export function foreignAddress(random: Random): Address {
  const { street, city, country } = random.pick(FOREIGN);
  return { ...NO_ADDRESS, address1: `${street} ${random.between(1, 99)}`, city, country };
}
