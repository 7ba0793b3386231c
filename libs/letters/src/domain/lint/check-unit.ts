import { type TextMetrics } from '../layout/text-metrics';
import { selectSections } from '../letter/compose';
import { type LetterUnit } from '../letter/letter-input';
import { fill, type LetterContext } from '../letter/lookup';
import { printable } from '../letter/printable';
import { type LetterProblem } from '../letter/problems';
import { type Language } from '../template/template';
import { placeholdersIn, segmentsOf } from '../template/walk';

/**
 * What the unit lacks that the letter says about it; with metrics (on paper) also what the fonts cannot print.
 * Header and footer say name, region, phone, hours and return address; the text says what its placeholders name.
 */
export function checkUnitTexts(context: LetterContext, metrics?: TextMetrics): readonly LetterProblem[] {
  const texts = new Map(headerTexts(context.unit, context.language));
  for (const name of usedPlaceholders(context))
    if (name.startsWith('unit.') && !texts.has(name)) texts.set(name, fill(context, name)?.text ?? '');
  return [...texts].flatMap(([field, text]): readonly LetterProblem[] => {
    if (printable(text) === '') return [{ code: 'unit-incomplete', field }];
    if (metrics?.canPrint(printable(text)) === false) return [{ code: 'unprintable-character', field }];
    return [];
  });
}

function headerTexts(unit: LetterUnit, language: Language): readonly (readonly [string, string])[] {
  return [
    ['unit.name', unit.name],
    ['unit.region', unit.region],
    ['unit.phone', unit.phone],
    ['unit.hours', unit.hours[language]],
    ['unit.returnAddress', unit.returnAddress.join(' ')],
    ...(unit.website === undefined ? [] : [['unit.website', unit.website] as const]),
  ];
}

function usedPlaceholders(context: LetterContext): ReadonlySet<string> {
  const segments = [
    context.template.text[context.language].lead,
    ...selectSections(context).flatMap((section) => section.content.flatMap(segmentsOf)),
  ];
  return new Set(segments.flatMap(placeholdersIn));
}
