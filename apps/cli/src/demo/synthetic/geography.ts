import { type PlainDate, plainDate } from '@kallelse/kernel';
import type { ResolvedOptions } from './options';
import { districtName, MUNICIPALITY_NAMES, REGION_NAME } from './place-names';
import { apportion } from './pyramid';
import { Random, STREAM } from './random';

/** 1 = great socio-economic challenges, 5 = very good conditions. */
export type AreaType = 1 | 2 | 3 | 4 | 5;

export interface Municipality {
  readonly code: string;
  readonly name: string;
}

export interface District {
  readonly index: number;
  readonly code: string;
  readonly name: string;
  readonly municipality: Municipality;
  readonly areaType: AreaType;
  readonly population: number;
}

/** The columns of a districts file (interfaces.md, "Districts and units"). */
export const DISTRICT_COLUMNS = [
  'code',
  'vintage',
  'level',
  'name',
  'parent',
  'area_type',
  'population',
  'valid_from',
  'valid_to',
] as const;
export type DistrictRow = Readonly<Record<(typeof DISTRICT_COLUMNS)[number], string>>;

/** The one edition of the districts; nothing is known of areas before it. */
export const VINTAGE = '2020';
export const VINTAGE_FROM: PlainDate = plainDate('2020-01-01');

/** Residents by area type in per cent: few live in the extremes. */
const AREA_TYPE_MIX: readonly (readonly [AreaType, number])[] = [
  [1, 5],
  [2, 10],
  [3, 25],
  [4, 40],
  [5, 20],
];

/** The invented municipalities and districts of a region. */
export class Geography {
  readonly municipalities: readonly Municipality[];
  readonly districts: readonly District[];
  private readonly upTo: readonly number[];

  constructor(private readonly options: ResolvedOptions) {
    const random = new Random(options.seed, STREAM.geography, 0);
    const names = MUNICIPALITY_NAMES.slice(0, options.districts);
    this.municipalities = names.map(({ suffix, name }) => ({ code: options.region + suffix, name }));
    const areaTypes = shuffledAreaTypes(options.districts, random);
    const sizes = areaTypes.map(() => 0.6 + random.unit());
    const populations = apportion(options.residents, sizes);
    const perMunicipality = apportion(
      options.districts - names.length,
      names.map(({ weight }) => weight),
    );
    const homes = this.municipalities.flatMap((municipality, i) =>
      Array.from({ length: 1 + (perMunicipality[i] ?? 0) }, (_, n) => ({ municipality, number: n + 1 })),
    );
    this.districts = homes.map(({ municipality, number }, index) => ({
      index,
      code: `${municipality.code}R${String(number).padStart(3, '0')}`,
      name: districtName(index),
      municipality,
      areaType: areaTypes[index] ?? 3,
      population: populations[index] ?? 0,
    }));
    let sum = 0;
    const total = sizes.reduce((a, b) => a + b, 0);
    this.upTo = sizes.map((size) => (sum += size) / total);
  }

  /** A district, the larger the likelier. */
  draw(random: Random): District {
    const place = random.unit();
    let low = 0;
    let high = this.districts.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.upTo[middle] ?? 1) <= place) low = middle + 1;
      else high = middle;
    }
    const district = this.districts[low];
    if (district === undefined) throw new RangeError('a region has at least one district');
    return district;
  }

  /** Region, municipalities, districts: a parent always comes before its parts. */
  *rows(): Generator<DistrictRow> {
    const { region, residents } = this.options;
    yield row(region, 'region', REGION_NAME, '', '', residents);
    for (const { code, name } of this.municipalities) {
      const inside = this.districts.filter((district) => district.municipality.code === code);
      const population = inside.reduce((sum, district) => sum + district.population, 0);
      yield row(code, 'municipality', name, region, '', population);
    }
    for (const { code, name, municipality, areaType, population } of this.districts) {
      yield row(code, 'regso', name, municipality.code, String(areaType), population);
    }
  }
}

function row(
  code: string,
  level: string,
  name: string,
  parent: string,
  areaType: string,
  population: number,
): DistrictRow {
  return {
    code,
    vintage: VINTAGE,
    level,
    name,
    parent,
    area_type: areaType,
    population: String(population),
    valid_from: VINTAGE_FROM,
    valid_to: '',
  };
}

/** The mix as whole districts, in an order without pattern (Fisher and Yates). */
function shuffledAreaTypes(districts: number, random: Random): AreaType[] {
  const counts = apportion(
    districts,
    AREA_TYPE_MIX.map(([, share]) => share),
  );
  const types = AREA_TYPE_MIX.flatMap(([type], i) => new Array<AreaType>(counts[i] ?? 0).fill(type));
  for (let i = types.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const held = types[i] ?? 3;
    types[i] = types[j] ?? 3;
    types[j] = held;
  }
  return types;
}
