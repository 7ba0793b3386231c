/** One case worked by hand from the text of interfaces.md, before any evaluator was asked. */
export interface HandWorkedCase {
  readonly name: string;
  /** Parts over `definitionWith`. */
  readonly definition?: object;
  /** Parts over `residentWith`: born 1980-03-10. */
  readonly resident?: object;
  /** Absent: 2026-06-15. */
  readonly asOf?: string;
  readonly knownAt?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** `status [dueOn] [code@path[>until] …]`, reasons in order. */
  readonly expected: string;
}

export const age = (operator: object) => ({ eligibility: { fact: 'age', ...operator } });
export const test = (date: string, more: object = {}) => ({
  programme: 'cervical',
  type: 'test',
  date,
  ...more,
});
export const invitation = (date: string) => ({ programme: 'cervical', type: 'invitation', date });
export const schedule = (parts: object) => ({
  schedule: { anchor: 'lastTest', next: [{ after: 'P1Y' }], ...parts },
});
export const cervix = (source: string, state: string, effective: string, more: object = {}) => ({
  organ: 'cervix',
  source,
  state,
  effective,
  ...more,
});
export const CERVIX = { fact: 'organ.cervix', is: 'present' };
export const PACK = { attributes: { packYears: { type: 'number' }, group: { type: 'code' } } };
