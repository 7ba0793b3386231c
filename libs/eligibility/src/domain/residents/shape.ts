import { nearestName, parseDay, type Day } from '@kallelse/kernel';
import { at, type Issue } from '../definition/issues';

/**
 * Reads one JSON object strictly: every key must be known and every value of its type; what is wrong is collected with
 * its path, so that one pass finds everything. Null and the empty string are "no value".
 */
export class Shape {
  private readonly object: Readonly<Record<string, unknown>>;
  private readonly isObject: boolean;

  constructor(
    value: unknown,
    private readonly path: string,
    private readonly issues: Issue[],
    known: readonly string[],
  ) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.refuse(undefined, 'expected an object');
      this.object = {};
      this.isObject = false;
      return;
    }
    this.object = value as Record<string, unknown>;
    this.isObject = true;
    for (const key of Object.keys(this.object)) {
      if (known.includes(key)) continue;
      const near = nearestName(key, known);
      this.refuse(key, `unknown key${near === undefined ? '' : `; did you mean "${near}"?`}`);
    }
  }

  has(key: string): boolean {
    return this.object[key] !== undefined && this.object[key] !== null;
  }

  raw(key: string): unknown {
    return this.object[key];
  }

  /** The path of a key of this object. */
  at(key: string): string {
    return at(this.path, key);
  }

  refuse(key: string | undefined, message: string): undefined {
    this.issues.push({ path: key === undefined ? this.path : this.at(key), message });
    return undefined;
  }

  text(key: string): string | undefined {
    const value = this.object[key];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string') return this.refuse(key, 'expected text');
    if (value.includes('\0') || !value.isWellFormed())
      return this.refuse(key, 'holds characters that are no text');
    return value;
  }

  oneOf<T extends string>(key: string, values: readonly T[]): T | undefined {
    const value = this.text(key);
    if (value === undefined) return undefined;
    const known = values.find((one) => one === value);
    return known ?? this.refuse(key, `expected one of ${values.join(', ')}`);
  }

  day(key: string): Day | undefined {
    const value = this.object[key];
    if (value === undefined || value === null || value === '') return undefined;
    const day = typeof value === 'string' ? parseDay(value) : undefined;
    return day ?? this.refuse(key, 'expected a date of the calendar (YYYY-MM-DD)');
  }

  number(key: string): number | undefined {
    const value = this.object[key];
    if (value === undefined || value === null) return undefined;
    return typeof value === 'number' && Number.isFinite(value)
      ? value
      : this.refuse(key, 'expected a number');
  }

  list(key: string): readonly unknown[] {
    const value = this.object[key];
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value;
    this.refuse(key, 'expected a list');
    return [];
  }

  /** Like the readers above, but the value must be there. */
  required<T>(key: string, value: T | undefined): T | undefined {
    if (value === undefined && this.isObject && !this.refused(key)) this.refuse(key, 'is missing');
    return value;
  }

  private refused(key: string): boolean {
    const path = this.at(key);
    return this.issues.some((issue) => issue.path === path);
  }
}

/** The entries of an object that have a value: optional properties stay absent rather than undefined. */
export function defined<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
