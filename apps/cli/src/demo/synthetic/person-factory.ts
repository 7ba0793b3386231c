import { addMonths, type Day } from '@kallelse/kernel';
import { drawHousehold } from './addresses';
import { BirthLayout, type BirthSlot } from './birth-layout';
import type { Geography } from './geography';
import {
  birthNumber,
  ORDINAL,
  personnummer,
  reservnummer,
  samordningsnummer,
  type Identity,
  type LegalSex,
} from './identity-numbers';
import type { ResolvedOptions } from './options';
import type { Body, FormerIdentity, Home, Person, Protection, Status } from './person';
import { FORMATS, LANGUAGES } from './preferences';
import { Random, STREAM } from './random';

/** Shares of residents; see sweden.md in the design material for where the known ones come from. */
const SHARE = {
  changedLegalSex: 0.002,
  formerSamordningsnummer: 0.015,
  samordningsnummer: 0.004,
  reservnummer: 0.001,
  sexNotStated: 0.002,
  sexUnknown: 0.002,
  marked: 0.0019,
  protected: 0.0008,
  movedToRegion: 0.22,
  municipalityOnly: 0.002,
  withoutDwelling: 0.001,
  withoutDistrict: 0.003,
  districtOfAnotherEdition: 0.0002,
  language: 0.05,
  format: 0.012,
} as const;

/** Of all ages, about so many may have changed legal sex. */
const SHARE_OF_CHANGING_AGE = 0.77;
const YEAR = 365;

interface Numbers {
  readonly identity: Identity;
  readonly former: FormerIdentity | undefined;
}

/** Makes any resident of the region from its index alone. */
export class PersonFactory {
  private readonly births: BirthLayout;

  constructor(
    private readonly options: ResolvedOptions,
    private readonly geography: Geography,
  ) {
    this.births = new BirthLayout(options.asOf, options.residents);
  }

  /** A resident of the extract, 0 ≤ index < residents. */
  resident(index: number): Person {
    const slot = this.births.slotOf(index);
    const random = new Random(this.options.seed, STREAM.person, index);
    const legalSex = this.sexOfSlot(slot);
    const arrived = this.drawArrival(slot, random);
    const numbers = this.drawNumbers(index, slot, legalSex, arrived, random);
    return this.complete(index, slot, legalSex, arrived, numbers, random);
  }

  /** Someone who arrives after the extract, 0 ≤ n < arrivals, many just before the age of a first invitation. */
  arrival(n: number): Person {
    const index = this.options.residents + n;
    const random = new Random(this.options.seed, STREAM.person, index);
    const legalSex: LegalSex = n % 2 === 0 ? 'female' : 'male';
    const turn = Math.floor(n / 2);
    const turning = ARRIVAL_AGES[turn % ARRIVAL_AGES.length] ?? 30;
    const round = Math.floor(turn / ARRIVAL_AGES.length);
    const birth = addMonths(this.options.asOf, -12 * turning) + 1 + (round % YEAR);
    const value = birthNumber(legalSex, ORDINAL.arrival);
    const identity = round < YEAR ? personnummer(birth, value) : reservnummer(index);
    const arrived = random.between(this.options.asOf + 1, this.options.changesOn ?? this.options.asOf + 1);
    const slot = { birth, age: turning - 1, slot: 2, perDay: 0 };
    return this.complete(index, slot, legalSex, arrived, { identity, former: undefined }, random);
  }

  private complete(
    index: number,
    { birth, age, slot, perDay }: BirthSlot,
    legalSex: LegalSex,
    arrived: Day,
    { identity, former }: Numbers,
    random: Random,
  ): Person {
    const body = bodyOf(legalSex, former);
    const newcomer = index >= this.options.residents;
    const { status, statusSince } = newcomer
      ? { status: 'registered' as const, statusSince: arrived }
      : this.drawStatus(age, birth, arrived, former, random);
    const since = newcomer ? arrived : this.drawSince(arrived, former, random);
    return {
      index,
      key: identity.value,
      identity,
      former,
      birth,
      age,
      slot,
      firstTwoShare: firstTwoShare(perDay),
      legalSex,
      body,
      firstRegisteredSex: drawFirstRegisteredSex(body, former, random),
      status,
      statusSince,
      arrived,
      since,
      protection: drawProtection(random),
      home: this.drawHome(age, random),
      language: random.chance(SHARE.language) ? LANGUAGES.pick(random) : '',
      format: random.chance(SHARE.format) ? FORMATS.pick(random) : '',
    };
  }

  /** Turn and turn about among those born the same day, so that both series of a date go round equally far. */
  private sexOfSlot({ birth, slot }: BirthSlot): LegalSex {
    const first = new Random(this.options.seed, STREAM.birthOrder, birth + 1_000_000).next() & 1;
    return ((slot + first) & 1) === 0 ? 'female' : 'male';
  }

  private drawArrival({ birth, age }: BirthSlot, random: Random): Day {
    const earliest = Math.max(birth, this.options.asOf - 15 * YEAR);
    const moved = random.chance(SHARE.movedToRegion);
    const day = random.between(earliest, this.options.asOf);
    return moved && age > 0 ? day : birth;
  }

  private drawNumbers(
    index: number,
    slot: BirthSlot,
    legalSex: LegalSex,
    arrived: Day,
    random: Random,
  ): Numbers {
    const { birth, age } = slot;
    const draw = random.unit();
    const ordinal = slot.slot >> 1;
    if (ordinal >= ORDINAL.residents || draw < SHARE.reservnummer) {
      return { identity: reservnummer(index), former: undefined };
    }
    const number = birthNumber(legalSex, ordinal);
    if (draw < SHARE.reservnummer + SHARE.samordningsnummer) {
      return { identity: samordningsnummer(birth, number), former: undefined };
    }
    const identity = personnummer(birth, number);
    const changed = SHARE.changedLegalSex / (SHARE_OF_CHANGING_AGE * firstTwoShare(slot.perDay));
    const changes = random.chance(changed);
    const changedOn = this.drawChangeDay(birth, arrived, random);
    if (changes && slot.slot < 2 && age >= 18 && age <= 80) {
      const before = birthNumber(other(legalSex), ORDINAL.beforeChange);
      const former = { identity: personnummer(birth, before), changedOn, reason: 'legal-sex' as const };
      return { identity, former };
    }
    if (age >= 18 && random.chance(SHARE.formerSamordningsnummer)) {
      const former = {
        identity: samordningsnummer(birth, number),
        changedOn: Math.max(changedOn, birth + 5 * YEAR),
        reason: 'registration' as const,
      };
      return { identity, former };
    }
    return { identity, former: undefined };
  }

  /** A day in the last twelve years, the later the likelier, not before the age of 16. */
  private drawChangeDay(birth: Day, arrived: Day, random: Random): Day {
    const { asOf } = this.options;
    const earliest = Math.max(addMonths(birth, 12 * 16), asOf - 12 * YEAR, arrived);
    const latest = asOf - 20;
    const back = random.unit() * random.unit();
    return earliest >= latest ? latest : latest - Math.floor(back * (latest - earliest));
  }

  private drawStatus(
    age: number,
    birth: Day,
    arrived: Day,
    former: FormerIdentity | undefined,
    random: Random,
  ): { status: Status; statusSince: Day | undefined } {
    const { asOf } = this.options;
    const draw = random.unit();
    const day = random.between(Math.max(birth, arrived, former?.changedOn ?? birth, asOf - 2 * YEAR), asOf);
    const dead = shareOfDead(age);
    if (draw < dead) return { status: 'deceased', statusSince: random.chance(0.02) ? undefined : day };
    const gone = dead + (age >= 20 && age <= 45 ? 0.02 : 0.005);
    if (draw < gone) return { status: 'emigrated', statusSince: day };
    if (draw < gone + 0.0012) return { status: 'missing', statusSince: day };
    if (draw < gone + 0.0018) return { status: 'deregistered', statusSince: day };
    return { status: 'registered', statusSince: former?.changedOn ?? arrived };
  }

  /** Most have lived some years at their address; nobody longer than in the region. */
  private drawSince(arrived: Day, former: FormerIdentity | undefined, random: Random): Day {
    const back = Math.floor(random.unit() * random.unit() * 25 * YEAR);
    const earliest = former?.reason === 'registration' ? Math.max(arrived, former.changedOn) : arrived;
    return Math.max(earliest, this.options.asOf - back);
  }

  private drawHome(age: number, random: Random): Home {
    const district = this.geography.draw(random);
    const { municipality, code } = district;
    const household = drawHousehold(district, random);
    const draw = random.unit();
    const elsewhere = { municipality, district: undefined, districtCode: '', household };
    if (age >= 18 && draw < SHARE.municipalityOnly) return { ...elsewhere, dwelling: 'municipality-only' };
    if (age >= 18 && draw < SHARE.municipalityOnly + SHARE.withoutDwelling) {
      return { ...elsewhere, dwelling: 'unknown' };
    }
    const place = random.unit();
    if (place < SHARE.withoutDistrict) return { ...elsewhere, dwelling: 'address' };
    if (place < SHARE.withoutDistrict + SHARE.districtOfAnotherEdition) {
      return { ...elsewhere, districtCode: `${municipality.code}R999`, dwelling: 'address' };
    }
    return { municipality, district, districtCode: code, household, dwelling: 'address' };
  }
}

/** The ages that arrivals are about to reach: every second one is that of a programme's first invitation. */
const ARRIVAL_AGES = [23, 31, 40, 8, 50, 45, 60, 27] as const;

function other(sex: LegalSex): LegalSex {
  return sex === 'female' ? 'male' : 'female';
}

/** Whoever changed legal sex has the organs that go with the number they had before. */
function bodyOf(legalSex: LegalSex, former: FormerIdentity | undefined): Body {
  const registeredFirst = former?.reason === 'legal-sex' ? other(legalSex) : legalSex;
  return registeredFirst === 'female' ? 'cervix' : 'prostate';
}

function drawFirstRegisteredSex(
  body: Body,
  former: FormerIdentity | undefined,
  random: Random,
): LegalSex | 'unknown' | '' {
  const draw = random.unit();
  if (former?.reason !== 'legal-sex' && draw < SHARE.sexNotStated) return '';
  if (former?.reason !== 'legal-sex' && draw < SHARE.sexNotStated + SHARE.sexUnknown) return 'unknown';
  return body === 'cervix' ? 'female' : 'male';
}

function drawProtection(random: Random): Protection {
  const draw = random.unit();
  if (draw < SHARE.marked) return 'marked';
  return draw < SHARE.marked + SHARE.protected ? 'protected' : 'none';
}

/** Of an age, how many rows are of people who died in the last two years. */
function shareOfDead(age: number): number {
  if (age < 65) return 0.002;
  if (age < 80) return 0.02;
  return age < 90 ? 0.09 : 0.25;
}

function firstTwoShare(perDay: number): number {
  return perDay <= 2 ? 1 : 2 / perDay;
}
