import { Writable } from 'node:stream';
import { plainDate } from '@kallelse/kernel';
import { type LetterInput, type LetterUnit, type Recipient } from '../src/domain/letter/letter-input';
import { type Language, LANGUAGES, type Template } from '../src/domain/template/template';
import { type LetterAssets, sharedAssets } from '../src/infra/letter-assets';
import { renderRun, type RunResult } from '../src/infra/render-run';
import { type RunOptions } from '../src/infra/run-options';

/** Factories for tests: a full unit, a full letter, everything overridable. */

/** A sender with every text given. */
export const UNIT: LetterUnit = {
  name: 'Kallelsekansliet för cancerscreening',
  region: 'Region Mellanmark',
  phone: '010-123 45 60',
  hours: { sv: 'måndag–fredag 8.00–12.00', en: 'Monday–Friday 8.00–12.00' },
  returnAddress: ['Region Mellanmark', 'Kallelsekansliet', 'Box 1234', '123 45 Storstad'],
  privacyContact: {
    sv: 'dataskyddsombudet på telefon 010-123 45 00',
    en: 'the data protection officer on 010-123 45 00',
  },
  costText: {
    sv: 'Blodprovet och undersökningar som det leder till är gratis.',
    en: 'The blood test and the examinations it leads to are free.',
  },
  visitingAddress: 'Sjukhusgatan 4, Storstad',
  website: '1177.se/mellanmark',
};

/** A recipient with every line of a Swedish address. */
export const RECIPIENT: Recipient = {
  name: 'Kim Åström Öberg',
  careOf: 'Lind',
  address1: 'Norra Ängsvägen 12 B lgh 1203',
  postcode: '12345',
  city: 'Storstad',
};

/** Date of the letters and of the run. */
export const DATE = plainDate('2026-11-24');

/** A letter that can be sent as it is. */
export function letter(overrides: Partial<LetterInput> = {}): LetterInput {
  return {
    dispatchId: 1000231,
    templateId: 'cervical-invitation',
    language: 'sv',
    variant: 'ordinary',
    recipient: RECIPIENT,
    unit: 'office',
    letterDate: DATE,
    languageUrl: 'https://www.1177.se/mellanmark/sprak',
    values: {},
    ...overrides,
  };
}

/** Options of a run whose unit is `office`. */
export function options(overrides: Partial<RunOptions> = {}): RunOptions {
  return { title: 'Prov', date: DATE, units: { office: UNIT }, ...overrides };
}

/** Every template in every language, with every variable given. */
export function everyLetter(): readonly LetterInput[] {
  const { catalogue } = sharedAssets();
  return catalogue.ids.flatMap((id, i) =>
    LANGUAGES.map((language: Language, j) =>
      letter({
        dispatchId: 2_000_000 + 10 * i + j,
        templateId: id,
        language,
        values: fullValues(catalogue.get(id)),
      }),
    ),
  );
}

/** A value for every variable that the template declares. */
export function fullValues(template: Template): LetterInput['values'] {
  const values: Record<string, LetterInput['values'][string]> = {};
  for (const [name, variable] of template.variables) {
    if (variable.type === 'flag') values[name] = true;
    else if (variable.type === 'codes') values[name] = Object.keys(variable.codes ?? {});
    else if (variable.type === 'integer') values[name] = 7;
    else if (variable.type === 'time') values[name] = '09:40';
    else if (variable.type === 'text') values[name] = 'Mammografin, Sjukhusgatan 4, plan 2';
    else values[name] = '2026-12-15';
  }
  return values;
}

/** Takes what is written to it. */
export class Memory extends Writable {
  private readonly chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(chunk);
    done();
  }

  get content(): Buffer {
    return Buffer.concat(this.chunks);
  }
}

/** Renders into memory. */
export async function render(
  letters: readonly LetterInput[],
  run: RunOptions = options(),
  assets: LetterAssets = sharedAssets(),
): Promise<{ readonly pdf: Buffer; readonly result: RunResult }> {
  const out = new Memory();
  const result = await renderRun(letters, run, out, assets);
  return { pdf: out.content, result };
}
