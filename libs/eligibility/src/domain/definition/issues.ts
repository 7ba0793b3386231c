/** One thing wrong with a document: where, and what. */
export interface Issue {
  /** `eligibility.all[2].between[0]`; empty for the document itself. */
  readonly path: string;
  readonly message: string;
}

/** Either a value, or everything wrong with the document it was read from. */
export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly issues: readonly Issue[] };

export function formatIssue({ path, message }: Issue): string {
  return path === '' ? message : `${path}: ${message}`;
}

/** The path of a key below a path; keys that are no plain names are quoted. */
export function at(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  const name = /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
  return path === '' ? name : `${path}.${name}`;
}
