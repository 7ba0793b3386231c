import { nearestName, parseDay, parseDuration, type Day, type Duration, type Json } from '@kallelse/kernel';
import { at, type Issue } from './issues';
import type { Parameter, ParameterType } from './definition';

/** Dates in a definition: wide enough for every resident, narrow enough to catch a typing error. */
const FIRST_DATE = parseDay('1850-01-01') ?? 0;
const LAST_DATE = parseDay('2150-12-31') ?? 0;

/** A value with parameters resolved, and what it was written as where it was a parameter. */
export interface Resolved {
  readonly value: unknown;
  readonly parameter?: Parameter;
}

/** What reading any part of a definition shares: where errors go, and the parameters that may stand for values. */
export class Reader {
  readonly issues: Issue[] = [];
  readonly used = new Set<string>();

  /**
   * @param declared names of all declared parameters: one that could not be read has been refused already, and what
   *   refers to it is not wrong
   */
  constructor(
    readonly parameters: ReadonlyMap<string, Parameter> = new Map(),
    private readonly declared: ReadonlySet<string> = new Set(),
  ) {}

  refuse(path: string, message: string): undefined {
    this.issues.push({ path, message });
    return undefined;
  }

  /** An object whose keys are all known; undefined (and refused) otherwise. Unknown keys are each refused. */
  object(
    value: unknown,
    path: string,
    keys: readonly string[],
  ): Readonly<Record<string, unknown>> | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return this.refuse(path, 'expected an object');
    }
    for (const key of Object.keys(value)) {
      if (keys.includes(key)) continue;
      const near = nearestName(key, keys);
      this.refuse(at(path, key), `unknown key${near === undefined ? '' : `; did you mean "${near}"?`}`);
    }
    return value as Record<string, unknown>;
  }

  /** Reads every entry of a list that has at least one; a null entry is refused in its place. */
  each<T>(
    value: unknown,
    path: string,
    read: (item: unknown, path: string, index: number) => T | undefined,
  ): T[] {
    if (!Array.isArray(value)) {
      this.refuse(path, 'expected a list');
      return [];
    }
    if (value.length === 0) this.refuse(path, 'may not be empty');
    return value.flatMap((item: unknown, index) => {
      const where = at(path, index);
      const result = item === null ? this.refuse(where, 'null is no value') : read(item, where, index);
      return result === undefined ? [] : [result];
    });
  }

  /** `$name` gives the parameter's value; anything else itself. */
  resolve(value: unknown, path: string, fits: readonly ParameterType[]): Resolved | undefined {
    if (typeof value !== 'string' || !value.startsWith('$')) return { value };
    const name = value.slice(1);
    const parameter = this.parameters.get(name);
    if (!parameter && this.declared.has(name)) return undefined;
    if (!parameter) {
      const near = nearestName(name, this.parameters.keys());
      return this.refuse(
        path,
        `unknown parameter ${value}${near === undefined ? '' : `; did you mean "$${near}"?`}`,
      );
    }
    this.used.add(name);
    if (!fits.includes(parameter.type)) {
      return this.refuse(
        path,
        `parameter ${value} is of type ${parameter.type}; expected ${fits.join(' or ')}`,
      );
    }
    return { value: parameter.value, parameter };
  }

  text(value: unknown, path: string): string | undefined {
    if (typeof value === 'string' && value !== '' && !value.includes('\0') && value.isWellFormed())
      return value;
    return this.refuse(path, `expected text${typeof value === 'number' ? ' (put it in quotes)' : ''}`);
  }

  boolean(value: unknown, path: string): boolean | undefined {
    const resolved = this.resolve(value, path, ['boolean']);
    if (!resolved) return undefined;
    return typeof resolved.value === 'boolean' ? resolved.value : this.refuse(path, 'expected true or false');
  }

  number(value: unknown, path: string, whole = false): number | undefined {
    const resolved = this.resolve(value, path, whole ? ['integer'] : ['integer', 'number']);
    if (!resolved) return undefined;
    const number = resolved.value;
    if (typeof number !== 'number' || !Number.isFinite(number)) return this.refuse(path, 'expected a number');
    return whole && !Number.isSafeInteger(number) ? this.refuse(path, 'expected a whole number') : number;
  }

  integer(value: unknown, path: string, min: number, max: number): number | undefined {
    const number = this.number(value, path, true);
    if (number === undefined || (number >= min && number <= max)) return number;
    return this.refuse(path, `expected ${min} to ${max}`);
  }

  date(value: unknown, path: string): Day | undefined {
    const resolved = this.resolve(value, path, ['date']);
    if (!resolved) return undefined;
    const day = typeof resolved.value === 'string' ? parseDay(resolved.value) : undefined;
    if (day === undefined) return this.refuse(path, 'expected a date of the calendar (YYYY-MM-DD)');
    return day >= FIRST_DATE && day <= LAST_DATE ? day : this.refuse(path, 'is outside 1850 to 2150');
  }

  duration(value: unknown, path: string): Duration | undefined {
    const resolved = this.resolve(value, path, ['duration']);
    if (!resolved) return undefined;
    const duration = typeof resolved.value === 'string' ? parseDuration(resolved.value) : undefined;
    return duration ?? this.refuse(path, 'expected a duration of at most 200 years, as P18M or P5Y');
  }

  code(value: unknown, path: string): string | undefined {
    const resolved = this.resolve(value, path, ['code']);
    return resolved && this.text(resolved.value, path);
  }

  oneOf<T extends string>(value: unknown, path: string, values: readonly T[]): T | undefined {
    const known = values.find((candidate) => candidate === value);
    if (known !== undefined) return known;
    const near = typeof value === 'string' ? nearestName(value, values) : undefined;
    const hint = near === undefined ? '' : `; did you mean "${near}"?`;
    return this.refuse(path, `expected one of ${values.join(', ')}${hint}`);
  }

  labels(value: unknown, path: string): { sv?: string; en?: string } {
    if (value === undefined) return {};
    const object = this.object(value, path, ['sv', 'en']) ?? {};
    return Object.fromEntries(
      ['sv', 'en'].flatMap((lang) => {
        const text = object[lang] === undefined ? undefined : this.text(object[lang], at(path, lang));
        return text === undefined ? [] : [[lang, text]];
      }),
    );
  }
}

/** A value of a parsed document as JSON, for showing operands as they were written. */
export function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
