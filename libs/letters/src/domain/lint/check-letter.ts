import { webAddress } from '../layout/qr-code';
import { type TextMetrics } from '../layout/text-metrics';
import { type LetterInput } from '../letter/letter-input';
import { type LetterContext } from '../letter/lookup';
import { addressLines, checkAddress } from '../letter/postal-address';
import { printable } from '../letter/printable';
import { type LetterProblem } from '../letter/problems';
import { checkValues } from '../letter/values';
import { type Template } from '../template/template';
import { checkUnitTexts } from './check-unit';

/** Longest text value in characters; more is no value but a mistake. */
const LONGEST_VALUE = 500;

/** What is wrong with one letter's own data: recipient and values. */
export function checkLetter(
  input: LetterInput,
  template: Template,
  metrics: TextMetrics,
): readonly LetterProblem[] {
  const problems = [...checkAddress(input.recipient, input.variant), ...checkValues(template, input.values)];
  if (!metrics.canPrint(addressLines(input.recipient, input.variant).join(' ')))
    problems.push({ code: 'unprintable-character', field: 'recipient' });
  for (const [name, variable] of template.variables) {
    const value = input.values[name];
    if (variable.type !== 'text' || typeof value !== 'string') continue;
    if (value.length > LONGEST_VALUE) problems.push({ code: 'value-invalid', field: `values.${name}` });
    else if (!metrics.canPrint(printable(value)))
      problems.push({ code: 'unprintable-character', field: `values.${name}` });
  }
  return problems;
}

/** What is wrong with everything the letters of one template, unit and language share. */
export function checkShared(context: LetterContext, metrics: TextMetrics): readonly LetterProblem[] {
  const problems = checkUnitTexts(context, metrics);
  if (webAddress(context.languageUrl) !== undefined) return problems;
  return [...problems, { code: 'language-url-invalid', field: 'languageUrl' }];
}
