import type { PlainDate } from '@kallelse/kernel';

/** What a packing file is told of an order: nothing but what a parcel needs. Personal data. */
export interface OrderToPack {
  readonly order: number;
  readonly kitType: string;
  /** The kit must be good to this day at least. */
  readonly usableUntil: PlainDate | null;
  readonly name: string;
  /** Of ordinary post: care of, two lines, postcode, city, country. Mediated post has the personal number instead. */
  readonly address: readonly (string | null)[];
  readonly number: string | null;
}

/** What goes with the files of a run; orders are named by their number alone. */
export interface PackingManifest {
  readonly run: string;
  readonly kind: 'packing' | 'stop';
  readonly date: PlainDate;
  readonly orders: number;
  readonly files: readonly { readonly name: string; readonly sha256: string; readonly bytes: number }[];
}

export const ADDRESS_COLUMNS = ['care_of', 'address1', 'address2', 'postcode', 'city', 'country'] as const;
export const PACKING_COLUMNS = ['order', 'kit_type', 'good_until', 'name'] as const;
export const STOP_COLUMNS = ['order', 'kit'] as const;
