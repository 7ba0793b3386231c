import { composeMessage, type DigitalInput, type DigitalMessage } from '../domain/digital/digital-message';
import { type LetterUnit } from '../domain/letter/letter-input';
import { type HeldLetter } from '../domain/letter/problems';
import { type TemplateCatalogue } from '../domain/template/catalogue';
import { sharedAssets } from './letter-assets';

/**
 * The letter as a 1177 message, or the reasons why it is held. Throws TEMPLATE_UNKNOWN. The variant `mediated` leaves
 * out every place and time here as on paper.
 */
export function renderMessage(
  input: DigitalInput,
  units: Readonly<Record<string, LetterUnit>>,
  catalogue: TemplateCatalogue = sharedAssets().catalogue,
): { readonly message: DigitalMessage } | { readonly held: HeldLetter } {
  return composeMessage(input, units, catalogue);
}
