/** A placeholder that every template may use; its value comes from the unit, the programme or the letter itself. */
export interface SystemPlaceholder {
  /** May be absent; then it stands only in blocks with `when`. */
  readonly optional: boolean;
  /** Tells a place: treated as absent in the mediated variant. */
  readonly reveals: boolean;
  /** Differs from letter to letter, so that its paragraph cannot be shared within a print run. */
  readonly personal: boolean;
}

const fixed: SystemPlaceholder = { optional: false, reveals: false, personal: false };
const optional: SystemPlaceholder = { optional: true, reveals: false, personal: false };
const personal: SystemPlaceholder = { optional: false, reveals: false, personal: true };

/** Every placeholder that needs no declaration in the template. */
export const SYSTEM_PLACEHOLDERS: ReadonlyMap<string, SystemPlaceholder> = new Map([
  ['region', fixed],
  ['programme', fixed],
  ['languageUrl', fixed],
  ['unit.name', fixed],
  ['unit.phone', fixed],
  ['unit.hours', fixed],
  ['unit.privacyContact', fixed],
  ['unit.costText', fixed],
  ['unit.returnAddress', fixed],
  ['unit.website', optional],
  ['unit.visitingAddress', { optional: true, reveals: true, personal: false }],
  ['letterDate', personal],
  ['reference', personal],
]);
