/** A reference case: one call of one function with what it should give. */
export interface Case {
  readonly id: string;
  /** Which function is meant. */
  readonly statistic: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Absent in a file that only asks. */
  readonly expected?: Readonly<Record<string, unknown>>;
  readonly tolerance?: Readonly<Record<string, unknown>>;
}

/** Figures by name, as the case file names them. */
export type Figures = Readonly<Record<string, unknown>>;

/** A case that is understood but not answered, with the reason. */
export class Unsupported extends Error {}

/** Read access to the inputs of a case that says which one is missing or of the wrong type. */
export class Inputs {
  constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  has(name: string): boolean {
    return this.values[name] !== undefined && this.values[name] !== null;
  }

  number(name: string, fallback?: number): number {
    const value = this.values[name] ?? fallback;
    if (typeof value !== 'number') throw new RangeError(`input "${name}" must be a number`);
    return value;
  }

  text(name: string, fallback = ''): string {
    const value = this.values[name] ?? fallback;
    if (typeof value !== 'string') throw new RangeError(`input "${name}" must be text`);
    return value;
  }

  flag(name: string, fallback = false): boolean {
    const value = this.values[name] ?? fallback;
    if (typeof value !== 'boolean') throw new RangeError(`input "${name}" must be true or false`);
    return value;
  }

  list(name: string): readonly unknown[] {
    const value = this.values[name];
    if (!Array.isArray(value)) throw new RangeError(`input "${name}" must be a list`);
    return value;
  }

  texts(name: string): string[] {
    return this.list(name).map((value) => {
      if (typeof value !== 'string') throw new RangeError(`input "${name}" must hold text`);
      return value;
    });
  }

  /** A list of numbers; a single number is a list of one. */
  numbers(name: string): number[] {
    const value = this.values[name];
    return (Array.isArray(value) ? value : [value]).map((one: unknown) => {
      if (typeof one !== 'number') throw new RangeError(`input "${name}" must hold numbers`);
      return one;
    });
  }

  /** A list of numbers in which null stands for "not recorded". */
  numbersOrNull(name: string): (number | null)[] {
    return this.list(name).map((one) => {
      if (one !== null && typeof one !== 'number')
        throw new RangeError(`input "${name}" must hold numbers or null`);
      return one;
    });
  }

  /** Counts; in the peers' tables an empty cell is 0 events. */
  counts(name: string): number[] {
    return this.numbersOrNull(name).map((one) => one ?? 0);
  }

  /** Whether the first of several spellings of an input is a list or one number. */
  isList(name: string): boolean {
    return Array.isArray(this.values[name]);
  }

  /** Rows made of the lists of the same length under several names. */
  rows<K extends string>(...names: K[]): Record<K, number>[] {
    const columns = names.map((name) => [name, this.numbers(name)] as const);
    const length = columns[0]?.[1].length ?? 0;
    if (columns.some(([, column]) => column.length !== length)) {
      throw new RangeError(`inputs ${names.join(', ')} must have the same length`);
    }
    return Array.from(
      { length },
      (_, i) => Object.fromEntries(columns.map(([name, column]) => [name, column[i]])) as Record<K, number>,
    );
  }
}

/** Answers the cases of one function. */
export type Adapter = (inputs: Inputs) => Figures;

/** 0.95 → "95", 0.998 → "998". */
function suffix(confidence: number): string {
  return String(Math.round(confidence * 1e6) / 1e6)
    .replace('0.', '')
    .padEnd(2, '0');
}

interface Interval {
  readonly lower: unknown;
  readonly upper: unknown;
}

/** Limits at each confidence asked for, as `lower95` …, and those of the first as `lower` and `upper`. */
export function limitsFor(inputs: Inputs, interval: (confidence: number) => Interval): Figures {
  const confidences = inputs.has('confidence') ? inputs.numbers('confidence') : [0.95, 0.998];
  const figures: Record<string, unknown> = {};
  confidences.forEach((confidence, i) => {
    const { lower, upper } = interval(confidence);
    if (i === 0) Object.assign(figures, { lower, upper });
    figures[`lower${suffix(confidence)}`] = lower;
    figures[`upper${suffix(confidence)}`] = upper;
  });
  return figures;
}

/** Limits of several rows at each confidence, as lists. */
export function limitLists<T>(
  inputs: Inputs,
  rows: readonly T[],
  interval: (row: T, confidence: number) => Interval,
): Figures {
  return limitsFor(inputs, (confidence) => {
    const limits = rows.map((row) => interval(row, confidence));
    return { lower: limits.map(({ lower }) => lower), upper: limits.map(({ upper }) => upper) };
  });
}
