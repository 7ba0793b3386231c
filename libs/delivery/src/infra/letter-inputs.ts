import { parseDefinition, type Definition } from '@kallelse/eligibility';
import { isPlainDate, type PlainDate } from '@kallelse/kernel';
import type { LetterInput, TemplateCatalogue, Variant } from '@kallelse/letters';
import type { EntityManager } from 'typeorm';
import { letterValues } from '../domain/letter-values';
import type { LetterRow } from './letter-rows';

/** What all letters of a run or slice share. */
export interface LetterContext {
  readonly letterDate: PlainDate;
  readonly languageUrl: string;
  readonly catalogue: TemplateCatalogue;
  readonly definitions: ReadonlyMap<number, Definition>;
  /** Codes by dispatch, of letters that hold one. */
  readonly codes: ReadonlyMap<number, string>;
}

/** The definitions that rows were begun under. */
export async function readDefinitions(
  tx: EntityManager,
  rows: readonly LetterRow[],
): Promise<Map<number, Definition>> {
  const ids = [...new Set(rows.flatMap(({ definition_id: id }) => (id === null ? [] : [id])))];
  const found = await tx.query<{ id: number; document: object }[]>(
    'SELECT id, document FROM screening.definitions WHERE id = ANY ($1)',
    [ids],
  );
  return new Map(
    found.flatMap(({ id, document }) => {
      const parsed = parseDefinition(document);
      return parsed.ok ? [[id, parsed.value] as const] : [];
    }),
  );
}

/** The letter of a dispatch; a mediated one gets a name and no address. */
export function toLetterInput(row: LetterRow, variant: Variant, context: LetterContext): LetterInput {
  const { letterDate, languageUrl, catalogue, definitions } = context;
  const validUntil = row.valid_until !== null && isPlainDate(row.valid_until) ? row.valid_until : undefined;
  const declared = Array.from(catalogue.get(row.template).variables.keys());
  const definition = row.definition_id === null ? undefined : definitions.get(row.definition_id);
  const code = context.codes.get(row.dispatch_id);
  const { booked_day: bookedDay, booked_time: bookedTime, booked_place: bookedPlace } = row;
  const booked =
    bookedDay !== null && bookedTime !== null && bookedPlace !== null
      ? { bookedDay, bookedTime, bookedPlace }
      : undefined;
  const facts = {
    booked,
    kind: row.kind,
    step: row.step,
    organs: row.organs,
    validUntil,
    code,
    replaces: row.replaces ?? undefined,
  };
  return {
    dispatchId: row.dispatch_id,
    templateId: row.template,
    language: row.language === 'en' ? 'en' : 'sv',
    variant,
    recipient: { name: nameOf(row), ...(variant === 'mediated' ? {} : addressOf(row)) },
    unit: row.unit_id ?? '',
    letterDate,
    languageUrl,
    values: letterValues(facts, definition, letterDate, declared),
  };
}

export function nameOf({ given_names: given, family_name: family }: LetterRow): string {
  return [given, family].filter((part) => part !== null && part !== '').join(' ');
}

function addressOf(row: LetterRow): Omit<LetterInput['recipient'], 'name'> {
  const address = {
    careOf: row.care_of,
    address1: row.address1,
    address2: row.address2,
    postcode: row.postcode?.replace(/\s/g, '') ?? null,
    city: row.city,
    country: isSweden(row.country) ? null : row.country,
  };
  return Object.fromEntries(Object.entries(address).filter(([, value]) => value !== null && value !== ''));
}

function isSweden(country: string | null): boolean {
  return country === null || ['SE', 'SWEDEN', 'SVERIGE'].includes(country.toUpperCase());
}
