import { type LetterUnit } from '../letter/letter-input';
import { printable } from '../letter/printable';
import { type HeldLetter } from '../letter/problems';
import { layOutAddress } from '../layout/address-block';
import { type Placement } from '../layout/drawing';
import { referenceRows, senderDrawing } from '../layout/furniture';
import { mm } from '../layout/geometry';
import { FIXED_ZONES_MM } from '../layout/page-style';
import { type PrintLayout } from '../layout/print-layout';
import { type TextMetrics } from '../layout/text-metrics';
import { checkMediated, type MediatedInput, mediationNumber } from './mediated-post';

/** A sheet to draw, or one to hold. */
export type SheetPlan = { readonly page: readonly Placement[] } | { readonly held: HeldLetter };

/**
 * The sheet that lies uppermost in the inner envelope: name and personal number in the window, the sender and the
 * sender's reference beside it, and nothing else: no programme, no place, no date.
 */
export function planEnvelopeSheet(
  input: MediatedInput,
  unit: LetterUnit | undefined,
  layout: PrintLayout,
  metrics: TextMetrics,
): SheetPlan {
  const problems = [
    ...checkMediated(input, metrics),
    ...(unit === undefined ? [{ code: 'unit-unknown', field: 'unit' } as const] : []),
  ];
  const number = mediationNumber(input.personalNumber);
  const address = layOutAddress([printable(input.name), number ?? ''], layout.window, metrics);
  const tooLarge = address === undefined ? [{ code: 'address-too-large', field: 'name' } as const] : [];
  if (problems.length > 0 || unit === undefined || address === undefined)
    return { held: { dispatchId: input.dispatchId, problems: [...problems, ...tooLarge] } };
  const { sender, reference } = FIXED_ZONES_MM;
  const labelled = referenceRows([['Avsändarens referens', String(input.dispatchId)]], mm(38));
  return {
    page: [
      { x: mm(sender.x), y: mm(sender.y), drawing: senderDrawing(unit, 'sv', metrics), shared: false },
      { x: mm(reference.x), y: mm(reference.y), drawing: labelled, shared: false },
      { x: 0, y: 0, drawing: address, shared: false },
    ],
  };
}
