import fc from 'fast-check';
import { PdfReader } from '../../spec/read-pdf';
import { letter, options, RECIPIENT, render, UNIT } from '../../spec/samples';
import { type DrawingItem } from '../domain/layout/drawing';
import { mm } from '../domain/layout/geometry';
import { LetterPlanner } from '../domain/layout/letter-planner';
import { DEFAULT_PRINT_LAYOUT, resolveLayout } from '../domain/layout/print-layout';
import { type LetterInput, type Recipient } from '../domain/letter/letter-input';
import { sharedAssets } from './letter-assets';

// Sets real type in thousands of lines; a busy machine takes its time.
jest.setTimeout(60_000);

/**
 * Names and addresses come from registers: whatever they hold, a letter is either held or right. Texts are drawn from
 * all of Unicode, from the fonts' own characters, and from what real names look like.
 */
const { metrics, catalogue, fonts } = sharedAssets();
const printableCharacter = fc.constantFrom(
  ...fonts.regular.characterSet.map((code) => String.fromCodePoint(code)),
);
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60, size: 'max' }),
  fc.string({ unit: printableCharacter, maxLength: 60, size: 'max' }),
  fc.string({
    unit: fc.constantFrom('A', 'a', 'Å', 'ä', 'ö', 'é', ' ', '-', '’', 'Ł', 'ż', 'ğ'),
    minLength: 1,
    maxLength: 45,
    size: 'max',
  }),
);
const wildRecipient: fc.Arbitrary<Recipient> = fc.record(
  {
    name: anyText,
    careOf: anyText,
    address1: anyText,
    address2: anyText,
    postcode: fc.oneof(fc.constantFrom('12345', '123 45'), anyText),
    city: anyText,
    country: anyText,
  },
  { requiredKeys: ['name'] },
);
/** What a register may hold and the font has, up to twice the registered lengths. */
const registered = (longest: number): fc.Arbitrary<string> =>
  fc
    .string({
      unit: fc.constantFrom('W', 'Å', 'm', 'ö', 'i', ' ', '-', 'ğ'),
      minLength: 1,
      maxLength: longest,
      size: 'max',
    })
    .map((text) => `K${text}`);
const plausibleRecipient: fc.Arbitrary<Recipient> = fc.record(
  {
    name: registered(160),
    careOf: registered(70),
    address1: registered(70),
    address2: registered(70),
    postcode: fc.constant('12345'),
    city: registered(54),
    country: fc.constantFrom('', 'Norge'),
  },
  { requiredKeys: ['name', 'address1', 'postcode', 'city'] },
);
const anyRecipient = fc.oneof(wildRecipient, { weight: 3, arbitrary: plausibleRecipient });
const anyLetter: fc.Arbitrary<LetterInput> = fc
  .record({ recipient: anyRecipient, place: anyText, isMediated: fc.boolean() })
  .map(({ recipient, place, isMediated }) =>
    letter({
      templateId: 'breast-invitation',
      variant: isMediated ? 'mediated' : 'ordinary',
      recipient,
      values: { bookedDay: '2026-12-15', bookedTime: '09:40', bookedPlace: place },
    }),
  );

const WINDOW = DEFAULT_PRINT_LAYOUT.window;
const LEFT = mm(WINDOW.x);
const TOP = mm(WINDOW.y);
const RIGHT = LEFT + mm(WINDOW.width);
const BOTTOM = TOP + mm(WINDOW.height);

function boxOf(item: DrawingItem): { left: number; right: number; top: number; bottom: number } {
  switch (item.kind) {
    case 'text':
      return {
        left: item.x,
        right: item.x + metrics.width(item.text, item.font, item.size),
        top: item.y - 0.95 * item.size,
        bottom: item.y + 0.27 * item.size,
      };
    case 'line':
      return { left: item.x1, right: item.x2, top: item.y1, bottom: item.y2 };
    case 'rect':
      return { left: item.x, right: item.x + item.width, top: item.y, bottom: item.y + item.height };
    case 'qr':
      return { left: item.x, right: item.x + item.size, top: item.y, bottom: item.y + item.size };
  }
}

describe('any name and address', () => {
  const planner = new LetterPlanner(catalogue, { office: UNIT }, resolveLayout(), metrics);

  it('is held with a reason or stands wholly inside the window, alone', () => {
    let printed = 0;
    fc.assert(
      fc.property(anyLetter, (input) => {
        const plan = planner.plan(input);
        if ('held' in plan) {
          expect(plan.held.problems.length).toBeGreaterThan(0);
          return;
        }
        printed++;
        for (const { x, y, drawing } of plan.letter.pages[0] ?? [])
          for (const item of drawing.items) {
            const box = boxOf(item);
            const touches =
              box.left + x < RIGHT && box.right + x > LEFT && box.top + y < BOTTOM && box.bottom + y > TOP;
            if (!touches) continue;
            expect(x).toBe(0);
            expect(box.left).toBeGreaterThanOrEqual(LEFT);
            expect(box.right).toBeLessThanOrEqual(RIGHT);
            expect(box.top).toBeGreaterThanOrEqual(TOP);
            expect(box.bottom).toBeLessThanOrEqual(BOTTOM);
          }
      }),
      { seed: 20261126, numRuns: 400 },
    );
    expect(printed).toBeGreaterThan(80);
  });

  it('never reaches the page cut off: every character of a printed name and town is in the file', async () => {
    const reader = new PdfReader();
    const names = fc.sample(
      fc.string({
        unit: fc.constantFrom('A', 'a', 'Å', 'ä', 'ö', 'é', 'Ł', 'ż', 'ğ', 'ș'),
        minLength: 1,
        maxLength: 90,
        size: 'max',
      }),
      { numRuns: 60, seed: 7 },
    );
    const input = names.map((name, i) => letter({ dispatchId: i, recipient: { ...RECIPIENT, name } }));
    const { pdf, result } = await render(input);
    const pages = await reader.read(pdf);
    await reader.close();
    expect(result.letters.length).toBeGreaterThan(40);
    for (const { dispatchId, firstPage } of result.letters) {
      const inWindow =
        pages[firstPage - 1]?.texts.filter(({ x, y }) => x >= LEFT && y > TOP && y < BOTTOM) ?? [];
      expect(inWindow.map(({ text }) => text).join('')).toContain(names[dispatchId]);
    }
  });

  it('never breaks the file', async () => {
    const reader = new PdfReader();
    await fc.assert(
      fc.asyncProperty(fc.array(anyLetter, { minLength: 1, maxLength: 8 }), async (letters) => {
        const input = letters.map((entry, i) => ({ ...entry, dispatchId: i + 1 }));
        const { pdf, result } = await render(input, options());
        expect(result.letters.length + result.held.length).toBe(input.length);
        if (result.pages > 0) expect(await reader.read(pdf)).toHaveLength(result.pages);
      }),
      { seed: 20261127, numRuns: 25 },
    );
    await reader.close();
  });
});
