import { composeLetter } from '../letter/compose';
import { type Inline, type LetterDocument, type Section } from '../letter/document';
import { type LetterInput, type LetterUnit } from '../letter/letter-input';
import { type LetterContext } from '../letter/lookup';
import { printable, unbreakable } from '../letter/printable';
import { type HeldLetter, type LetterProblem } from '../letter/problems';
import { checkValues } from '../letter/values';
import { PAGE_LABELS } from '../layout/labels';
import { checkUnitTexts } from '../lint/check-unit';
import { webAddress } from '../layout/qr-code';
import { type TemplateCatalogue } from '../template/catalogue';
import { type Template } from '../template/template';
import { toDocBook } from './docbook';
import { toPlainText } from './plain-text';

/** A 1177 message: the same words as the paper letter, without address and page. Never holds a personal number. */
export interface DigitalMessage {
  readonly dispatchId: number;
  readonly subject: string;
  /** DocBook subset, well-formed XML. */
  readonly docBook: string;
  readonly plainText: string;
  readonly template: Pick<Template, 'id' | 'version' | 'hash'>;
}

/** What a message needs of a letter: no address, and no name, since the inbox is the recipient's own. */
export type DigitalInput = Omit<LetterInput, 'recipient'>;

/** Makes the message, or tells why it is held. Throws TEMPLATE_UNKNOWN. */
export function composeMessage(
  input: DigitalInput,
  units: Readonly<Record<string, LetterUnit>>,
  catalogue: TemplateCatalogue,
): { readonly message: DigitalMessage } | { readonly held: HeldLetter } {
  const template = catalogue.get(input.templateId);
  const unit = Object.hasOwn(units, input.unit) ? units[input.unit] : undefined;
  const problems = unit === undefined ? UNKNOWN_UNIT : checkMessage(input, template, unit);
  if (problems.length > 0 || unit === undefined) return { held: { dispatchId: input.dispatchId, problems } };
  const letter = composeLetter(contextOf(input, template, unit));
  const withContact = { ...letter, sections: [...letter.sections, contactSection(input, unit)] };
  return { message: writeMessage(input, template, withContact) };
}

const UNKNOWN_UNIT: readonly LetterProblem[] = [{ code: 'unit-unknown', field: 'unit' }];

function checkMessage(input: DigitalInput, template: Template, unit: LetterUnit): readonly LetterProblem[] {
  const problems = checkValues(template, input.values);
  if (problems.length > 0) return problems;
  const hasUrl = webAddress(input.languageUrl) !== undefined;
  return [
    ...checkUnitTexts(contextOf(input, template, unit)),
    ...(hasUrl ? [] : [{ code: 'language-url-invalid', field: 'languageUrl' } as const]),
  ];
}

function writeMessage(input: DigitalInput, template: Template, letter: LetterDocument): DigitalMessage {
  const { id, version, hash } = template;
  return {
    dispatchId: input.dispatchId,
    subject: letter.heading,
    docBook: toDocBook(letter),
    plainText: toPlainText(letter),
    template: { id, version, hash },
  };
}

function contextOf(input: DigitalInput, template: Template, unit: LetterUnit): LetterContext {
  const { language, variant, languageUrl } = input;
  return { template, language, variant, medium: 'digital', unit, languageUrl, letter: input };
}

/** 1177 asks every message to name its sender and where to ask. */
function contactSection(input: DigitalInput, unit: LetterUnit): Section {
  const labels = PAGE_LABELS[input.language];
  const row = (label: string, value: string): { label: readonly Inline[]; value: readonly Inline[] } => ({
    label: [{ text: label, strong: false }],
    value: [{ text: value, strong: false }],
  });
  return {
    part: 'participate',
    title: labels.contact,
    blocks: [
      { kind: 'text', text: [{ text: `${printable(unit.name)}, ${printable(unit.region)}`, strong: false }] },
      {
        kind: 'facts',
        rows: [
          row(
            labels.phone,
            `${unbreakable(printable(unit.phone))}, ${printable(unit.hours[input.language])}`,
          ),
          row(labels.returnAddress, unit.returnAddress.map(printable).join(', ')),
          row(labels.reference, String(input.dispatchId)),
        ],
      },
    ],
  };
}
