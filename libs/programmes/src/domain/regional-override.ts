import type { Issue } from '@kallelse/eligibility';

/** A region's own values of a national definition's parameters, as its file says them. */
export interface RegionalOverride {
  readonly programme: string;
  readonly version: string;
  readonly region: string;
  readonly validFrom: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

const KEYS = ['programme', 'version', 'region', 'validFrom', 'parameters'];

/** Whether a document is an override file: values of parameters for a region, and no rules of its own. */
export function isOverride(document: unknown): boolean {
  return (
    isObject(document) && 'region' in document && 'parameters' in document && !('eligibility' in document)
  );
}

/** Reads an override file; every error at once. Its values are checked with the definition they go into. */
export function readOverride(document: object): RegionalOverride | readonly Issue[] {
  const object = document as Record<string, unknown>;
  const issues: Issue[] = Object.keys(object)
    .filter((key) => !KEYS.includes(key))
    .map((key) => ({ path: key, message: `is unknown in an override file, which has ${KEYS.join(', ')}` }));
  for (const key of KEYS.slice(0, -1)) {
    if (typeof object[key] !== 'string' || object[key] === '')
      issues.push({ path: key, message: 'expected a text' });
  }
  if (!isObject(object['parameters']) || Object.keys(object['parameters']).length === 0)
    issues.push({ path: 'parameters', message: 'expected an object of parameter values' });
  return issues.length > 0 ? issues : (object as unknown as RegionalOverride);
}

/** The whole definition of a region: the national document with the region's values as the defaults of its parameters. */
export function mergeOverride(
  national: object,
  { version, region, validFrom, parameters }: RegionalOverride,
): object {
  const declared = (national as { parameters?: Record<string, object> }).parameters ?? {};
  const merged = Object.entries(declared).map(([name, parameter]): [string, object] => [
    name,
    name in parameters ? { ...parameter, default: parameters[name] } : parameter,
  ]);
  return { ...national, version, region, validFrom, parameters: Object.fromEntries(merged) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
