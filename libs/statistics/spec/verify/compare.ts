import type { Case, Figures } from './inputs';

/** A figure that differs by more than the case allows. */
export interface Disagreement {
  /** Where: `limits.lower95[2]`. */
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** How close a number must be. */
interface Tolerance {
  readonly rel: number;
  readonly abs: number;
}

/**
 * Where figures differ from a case's by more than its tolerance: `rel`, `abs` or exact; a tolerance may be given per
 * figure, `limits` then counting for those not named. A figure of 0 is compared absolutely.
 */
export function disagreements({ expected = {}, tolerance = {} }: Case, actual: Figures): Disagreement[] {
  return Object.entries(expected).flatMap(([name, value]) =>
    compared(value, actual[name], toleranceOf(tolerance, name), name),
  );
}

function toleranceOf(tolerance: Readonly<Record<string, unknown>>, name: string): Tolerance {
  const own = tolerance[name] ?? (Object.hasOwn(tolerance, 'limits') ? tolerance.limits : tolerance);
  const { rel, abs } = own as { rel?: number; abs?: number };
  return { rel: rel ?? 0, abs: abs ?? 0 };
}

function compared(expected: unknown, actual: unknown, tolerance: Tolerance, path: string): Disagreement[] {
  if (Array.isArray(expected)) {
    const list: unknown[] = Array.isArray(actual) ? actual : [];
    if (list.length !== expected.length) return [{ path, expected, actual }];
    return expected.flatMap((one, i) => compared(one, list[i], tolerance, `${path}[${i}]`));
  }
  if (typeof expected === 'object' && expected !== null) {
    const figures = (actual ?? {}) as Figures;
    return Object.entries(expected).flatMap(([name, value]) =>
      compared(value, figures[name], tolerance, `${path}.${name}`),
    );
  }
  const same =
    typeof expected === 'number' && typeof actual === 'number'
      ? near(expected, actual, tolerance)
      : expected === actual;
  return same ? [] : [{ path, expected, actual }];
}

function near(expected: number, actual: number, { rel, abs }: Tolerance): boolean {
  const allowed = expected === 0 ? Math.max(abs, 1e-12) : Math.max(abs, rel * Math.abs(expected));
  return Math.abs(actual - expected) <= allowed;
}
