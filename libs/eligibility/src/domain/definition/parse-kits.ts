import { defined } from '../residents/shape';
import { KIT_CHECKS, type KitRules, type Step } from './definition';
import { at } from './issues';
import type { Reader } from './reader';

/** What holds of a kit that a definition says nothing more about. */
const STANDARD: KitRules = { check: 'none', replacements: 2, template: 'kit-replacement' };
const MOST_REPLACEMENTS = 10;
const MOST_ROUNDS = 50;

/** Reads what holds of the kits that the steps send; one that no step sends is a mistake. */
export function parseKits(reader: Reader, value: unknown, steps: readonly Step[]): Record<string, KitRules> {
  const sent = [...new Set(steps.flatMap(({ kit }) => kit ?? []))];
  const kits = Object.fromEntries(sent.map((kit) => [kit, STANDARD]));
  if (value === undefined) return kits;
  const object = reader.object(value, 'kits', sent) ?? {};
  for (const kit of sent) {
    if (object[kit] !== undefined) kits[kit] = parseKit(reader, object[kit], at('kits', kit));
  }
  return kits;
}

function parseLetterAfter(reader: Reader, value: unknown, path: string): KitRules['letterAfter'] {
  const object = reader.object(value, path, ['rounds', 'template']) ?? {};
  const rounds = reader.integer(object['rounds'], at(path, 'rounds'), 1, MOST_ROUNDS);
  const template = reader.text(object['template'], at(path, 'template'));
  return rounds === undefined || template === undefined ? undefined : { rounds, template };
}

function parseKit(reader: Reader, value: unknown, path: string): KitRules {
  const object =
    reader.object(value, path, ['check', 'replacements', 'usableFor', 'template', 'letterAfter']) ?? {};
  const given = <T>(key: string, read: (value: unknown, path: string) => T | undefined): T | undefined =>
    object[key] === undefined ? undefined : read(object[key], at(path, key));
  return {
    check: given('check', (one, where) => reader.oneOf(one, where, KIT_CHECKS)) ?? STANDARD.check,
    replacements:
      given('replacements', (one, where) => reader.integer(one, where, 0, MOST_REPLACEMENTS)) ??
      STANDARD.replacements,
    template: given('template', (one, where) => reader.text(one, where)) ?? STANDARD.template,
    ...defined({
      usableFor: given('usableFor', (one, where) => reader.duration(one, where)),
      letterAfter: given('letterAfter', (one, where) => parseLetterAfter(reader, one, where)),
    }),
  };
}
