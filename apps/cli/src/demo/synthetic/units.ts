import type { District, Geography, Municipality } from './geography';
import { VINTAGE_FROM } from './geography';
import type { ResolvedOptions } from './options';
import type { Programme } from './participation';
import { fictitiousPhone } from './phone-numbers';
import { fictitiousPostcode } from './postcodes';

/** The columns of a units file and of a catchments file (interfaces.md, "Districts and units"). */
export const UNIT_COLUMNS = [
  'id',
  'name',
  'hsa_id',
  'kind',
  'region',
  'visiting_address',
  'postcode',
  'city',
  'phone',
  'hours',
  'return_address',
  'programmes',
] as const;
export const CATCHMENT_COLUMNS = ['programme', 'district', 'unit', 'from', 'until'] as const;
export type UnitRow = Readonly<Record<(typeof UNIT_COLUMNS)[number], string>>;
export type CatchmentRow = Readonly<Record<(typeof CATCHMENT_COLUMNS)[number], string>>;

/** What a unit is. */
export type UnitKind = 'office' | 'clinic' | 'mammography' | 'laboratory';

/** Between the programmes of a unit, in one cell. */
export const PROGRAMME_SEPARATOR = ' ';

const DISTRICTS_PER_CLINIC = 5;
const MUNICIPALITIES_PER_MAMMOGRAPHY = 2;
const STREET: Readonly<Record<UnitKind, string>> = {
  office: 'Kallelsegatan 1',
  clinic: 'Mottagningsvägen',
  mammography: 'Röntgengränd',
  laboratory: 'Provrörsgatan',
};
const HOURS: Readonly<Record<UnitKind, string>> = {
  office: 'mån–fre 8–16',
  clinic: 'mån–tor 8–17, fre 8–15',
  mammography: 'mån–fre 7.30–18.30',
  laboratory: 'mån–fre 7–15',
};

/** The units of the region and which districts each serves. */
export class Units {
  private readonly list: UnitRow[] = [];
  private readonly catchmentList: CatchmentRow[] = [];

  constructor(
    private readonly options: ResolvedOptions,
    private readonly geography: Geography,
  ) {
    const [home] = geography.municipalities;
    if (home === undefined) return;
    const office = this.add('office', 'Kallelsekansliet', home, ['cervical', 'breast', 'colorectal', 'opt']);
    this.add('laboratory', 'Laboratoriet för HPV och FIT', home, ['cervical', 'colorectal']);
    for (const district of geography.districts) this.serve('colorectal', district, office);
    this.addClinics();
    this.addMammography();
    this.addBloodSampling();
  }

  rows(): Iterable<UnitRow> {
    return this.list;
  }

  catchments(): Iterable<CatchmentRow> {
    return this.catchmentList;
  }

  /** A midwife clinic for every few districts of a municipality. */
  private addClinics(): void {
    for (const municipality of this.geography.municipalities) {
      const districts = this.districtsOf(municipality);
      for (let i = 0; i < districts.length; i += DISTRICTS_PER_CLINIC) {
        const first = districts[i];
        if (first === undefined) continue;
        const clinic = this.add('clinic', `Barnmorskemottagningen ${first.name}`, municipality, ['cervical']);
        for (const district of districts.slice(i, i + DISTRICTS_PER_CLINIC)) {
          this.serve('cervical', district, clinic);
        }
      }
    }
  }

  /** A mammography unit for every second municipality serves its neighbour too. */
  private addMammography(): void {
    let unit = '';
    this.geography.municipalities.forEach((municipality, i) => {
      if (i % MUNICIPALITIES_PER_MAMMOGRAPHY === 0) {
        unit = this.add('mammography', `Mammografin ${municipality.name}`, municipality, ['breast']);
      }
      for (const district of this.districtsOf(municipality)) this.serve('breast', district, unit);
    });
  }

  private addBloodSampling(): void {
    for (const municipality of this.geography.municipalities) {
      const unit = this.add('laboratory', `Provtagningen ${municipality.name}`, municipality, ['opt']);
      for (const district of this.districtsOf(municipality)) this.serve('opt', district, unit);
    }
  }

  private districtsOf(municipality: Municipality): District[] {
    return this.geography.districts.filter((district) => district.municipality.code === municipality.code);
  }

  private serve(programme: Programme, district: District, unit: string): void {
    const { code } = district;
    this.catchmentList.push({ programme, district: code, unit, from: VINTAGE_FROM, until: '' });
  }

  private add(kind: UnitKind, name: string, place: Municipality, programmes: readonly Programme[]): string {
    const n = this.list.length + 1;
    const id = `${kind}-${String(n).padStart(3, '0')}`;
    this.list.push({
      id,
      name,
      hsa_id: `SE0000000000-${String(n).padStart(4, '0')}`,
      kind,
      region: this.options.region,
      visiting_address: kind === 'office' ? STREET.office : `${STREET[kind]} ${n}`,
      postcode: fictitiousPostcode(n),
      city: place.name,
      phone: fictitiousPhone(this.options.region, n - 1),
      hours: HOURS[kind],
      return_address: `Kallelsekansliet, Box 1, ${fictitiousPostcode(0)} ${cityOfOffice(this.geography)}`,
      programmes: programmes.join(PROGRAMME_SEPARATOR),
    });
    return id;
  }
}

/** Mail that cannot be delivered always goes to the office, whoever sent it. */
function cityOfOffice(geography: Geography): string {
  return geography.municipalities[0]?.name ?? '';
}
