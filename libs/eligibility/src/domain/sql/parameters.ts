import { toPlainDate, type Day } from '@kallelse/kernel';

export type SqlType =
  | 'date'
  | 'text'
  | 'text[]'
  | 'int[]'
  | 'float8'
  | 'float8[]'
  | 'boolean'
  | 'int'
  | 'bigint'
  | 'bigint[]'
  | 'timestamptz'
  | 'bytea';

/** Bound parameters of one statement: every value goes through here, equal values share a place. */
export class Parameters {
  readonly values: unknown[];
  private readonly places = new Map<string, string>();

  /** `taken`: values already bound in front of these, so that the text can join a larger statement. */
  constructor(taken: readonly unknown[] = []) {
    this.values = [...taken];
  }

  /** `$3::date` */
  add(value: unknown, type: SqlType): string {
    const key = `${type}:${JSON.stringify(value)}`;
    const known = this.places.get(key);
    if (known !== undefined) return known;
    this.values.push(value);
    const place = `$${this.values.length}::${type}`;
    this.places.set(key, place);
    return place;
  }

  day(day: Day): string {
    return this.add(toPlainDate(day), 'date');
  }
}
