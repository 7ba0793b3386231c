import type { LetterUnit } from '@kallelse/letters';
import { regionName } from '@kallelse/population';
import type { EntityManager } from 'typeorm';

interface UnitRow {
  readonly id: string;
  readonly name: string;
  readonly hsa_id: string | null;
  readonly region: string;
  readonly visiting_address: string | null;
  readonly postcode: string | null;
  readonly city: string | null;
  readonly phone: string;
  readonly hours: string | null;
  readonly return_address: string;
}

/** The units as senders of letters, by id, and their HSA ids. */
export interface Senders {
  readonly units: Readonly<Record<string, LetterUnit>>;
  readonly hsaIds: ReadonlyMap<string, string>;
}

export async function readSenders(tx: EntityManager): Promise<Senders> {
  const rows = await tx.query<UnitRow[]>(
    'SELECT id, name, hsa_id, region, visiting_address, postcode, city, phone, hours, return_address FROM screening.units',
  );
  return {
    units: Object.fromEntries(rows.map((row) => [row.id, toUnit(row)])),
    hsaIds: new Map(rows.flatMap(({ id, hsa_id: hsaId }) => (hsaId === null ? [] : [[id, hsaId] as const]))),
  };
}

function toUnit(row: UnitRow): LetterUnit {
  const region = regionName(row.region);
  // A second language may follow a bar: "vardagar 8–16 | weekdays 8–16".
  const [sv = '', en = sv] = (row.hours ?? '').split('|').map((text) => text.trim());
  const place = [row.visiting_address, [row.postcode, row.city].filter(Boolean).join(' ')]
    .filter(Boolean)
    .join(', ');
  return {
    name: row.name,
    region,
    phone: row.phone,
    hours: { sv, en },
    returnAddress: row.return_address.split(/\s*[,;\n]\s*/).filter((line) => line !== ''),
    privacyContact: { sv: `dataskyddsombudet, ${region}`, en: `the data protection officer, ${region}` },
    costText: { sv: 'Provet är gratis för dig.', en: 'The test is free of charge for you.' },
    ...(row.visiting_address === null ? {} : { visitingAddress: place }),
  };
}
