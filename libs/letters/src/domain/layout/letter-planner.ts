import { type TemplateCatalogue } from '../template/catalogue';
import { type Template } from '../template/template';
import { checkLetter } from '../lint/check-letter';
import { type LetterInput, type LetterUnit } from '../letter/letter-input';
import { type LetterContext } from '../letter/lookup';
import { longDate } from '../letter/long-date';
import { addressLines } from '../letter/postal-address';
import { type HeldLetter, type LetterProblem } from '../letter/problems';
import { isPresent } from '../letter/values';
import { layOutAddress } from './address-block';
import { type Placement } from './drawing';
import { footerReference, referenceDrawing } from './furniture';
import { mm } from './geometry';
import { FIXED_ZONES_MM } from './page-style';
import { type PrintLayout } from './print-layout';
import { SharedLetter } from './shared-letter';
import { type TextMetrics } from './text-metrics';

/** A letter ready to be drawn: what stands where on each page. */
export interface PlannedLetter {
  readonly dispatchId: number;
  readonly template: Template;
  readonly pages: readonly (readonly Placement[])[];
}

/** A letter to draw, or one to hold. */
export type Plan = { readonly letter: PlannedLetter } | { readonly held: HeldLetter };

/** Makes plans for the letters of one run. What letters have in common is laid out once and kept for the run. */
export class LetterPlanner {
  private readonly shared = new Map<string, SharedLetter>();

  constructor(
    private readonly catalogue: TemplateCatalogue,
    private readonly units: Readonly<Record<string, LetterUnit>>,
    private readonly layout: PrintLayout,
    private readonly metrics: TextMetrics,
  ) {}

  /** The pages of a letter, or the reasons why it is held. Throws TEMPLATE_UNKNOWN. */
  plan(input: LetterInput): Plan {
    const template = this.catalogue.get(input.templateId);
    const unit = Object.hasOwn(this.units, input.unit) ? this.units[input.unit] : undefined;
    if (unit === undefined) return held(input, [{ code: 'unit-unknown', field: 'unit' }]);
    const problems = checkLetter(input, template, this.metrics);
    if (problems.some((problem) => problem.code.startsWith('value-'))) return held(input, problems);
    const context = contextOf(input, template, unit);
    const shared = this.sharedLetter(input, context);
    const address = layOutAddress(
      addressLines(input.recipient, input.variant),
      this.layout.window,
      this.metrics,
    );
    const found: readonly LetterProblem[] = [
      ...problems,
      ...shared.problems,
      ...(address === undefined ? [{ code: 'address-too-large', field: 'recipient' } as const] : []),
    ];
    if (found.length > 0 || address === undefined) return held(input, found);
    const bodies = shared.pagesFor(context);
    if (this.sheetsOf(bodies.length) > this.layout.maxSheets)
      return held(input, [{ code: 'too-many-sheets' }]);
    const pages = bodies.map((body, i) => [
      // In reading order, for whoever reads the file and not the paper.
      ...shared.furniture(i + 1, bodies.length),
      ...(i === 0 ? [{ x: 0, y: 0, drawing: address, shared: false }, this.reference(input)] : []),
      ...body,
      this.footerReference(input),
    ]);
    return { letter: { dispatchId: input.dispatchId, template, pages } };
  }

  /** Sheets that so many pages take. */
  sheetsOf(pages: number): number {
    return this.layout.duplex ? Math.ceil(pages / 2) : pages;
  }

  private sharedLetter(input: LetterInput, context: LetterContext): SharedLetter {
    const key = sharedKey(input, context.template);
    let shared = this.shared.get(key);
    if (shared === undefined) {
      shared = new SharedLetter(context, this.layout, this.metrics);
      this.shared.set(key, shared);
    }
    return shared;
  }

  private reference(input: LetterInput): Placement {
    const zone = FIXED_ZONES_MM.reference;
    const drawing = referenceDrawing(longDate(input.letterDate, input.language), String(input.dispatchId));
    return { x: mm(zone.x), y: mm(zone.y), drawing, shared: false };
  }

  private footerReference(input: LetterInput): Placement {
    const zone = FIXED_ZONES_MM.footer;
    const drawing = footerReference(String(input.dispatchId), input.language, this.metrics);
    return { x: mm(zone.x), y: mm(zone.y), drawing, shared: false };
  }
}

/** The surroundings in which a letter's text is filled in for paper. */
export function contextOf(input: LetterInput, template: Template, unit: LetterUnit): LetterContext {
  const { language, variant, languageUrl } = input;
  return { template, language, variant, medium: 'paper', unit, languageUrl, letter: input };
}

/** Letters with an equal key differ in nothing but personal values. */
function sharedKey(input: LetterInput, template: Template): string {
  const choices = [...template.variables.values()].map((variable) => {
    const value = input.values[variable.name];
    return variable.type === 'flag' || variable.type === 'codes' ? (value ?? null) : isPresent(value);
  });
  return JSON.stringify([template.id, input.language, input.variant, input.unit, input.languageUrl, choices]);
}

function held(input: LetterInput, problems: readonly LetterProblem[]): Plan {
  return { held: { dispatchId: input.dispatchId, problems } };
}
