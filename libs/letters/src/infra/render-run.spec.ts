import { createHash } from 'node:crypto';
import { flowText, pageText, PdfReader, type ReadPage } from '../../spec/read-pdf';
import { everyLetter, letter, RECIPIENT, render, UNIT } from '../../spec/samples';
import { addressLines } from '../domain/letter/postal-address';
import { mm } from '../domain/layout/geometry';
import { DEFAULT_PRINT_LAYOUT } from '../domain/layout/print-layout';
import { sharedAssets } from './letter-assets';
import { type RunResult } from './render-run';

// Sets real type in thousands of lines; a busy machine takes its time.
jest.setTimeout(60_000);

/** As an enquiry's letter is given it. */
const CODE = 'K7Q2MZ\u00a04HD9XA\u00a08WTR5C';

const reader = new PdfReader();
afterAll(() => reader.close());

/** The texts that touch the address window, by their type's extent. */
function textsInWindow(page: ReadPage, window = DEFAULT_PRINT_LAYOUT.window): readonly string[] {
  const [left, top] = [mm(window.x), mm(window.y)];
  const [right, bottom] = [left + mm(window.width), top + mm(window.height)];
  return page.texts
    .filter(
      ({ x, y, width, size }) =>
        x < right && x + width > left && y - 0.95 * size < bottom && y + 0.27 * size > top,
    )
    .map(({ text }) => text);
}

function pagesOf(result: RunResult, pages: readonly ReadPage[], index: number): readonly ReadPage[] {
  const found = result.letters[index];
  if (found === undefined) throw new Error('no such letter');
  return pages.slice(found.firstPage - 1, found.firstPage - 1 + found.pages);
}

describe('a run of every letter there is', () => {
  const input = everyLetter();
  let result: RunResult;
  let pdf: Buffer;
  let pages: readonly ReadPage[];
  beforeAll(async () => {
    ({ result, pdf } = await render(input));
    pages = await reader.read(pdf);
  });

  it('holds none back and gives page ranges that add up', () => {
    expect(result.held).toEqual([]);
    expect(result.letters.map(({ dispatchId }) => dispatchId)).toEqual(
      input.map(({ dispatchId }) => dispatchId),
    );
    let next = 1;
    for (const { firstPage, pages: count } of result.letters) {
      expect(firstPage).toBe(next);
      next += count;
    }
    expect(next - 1).toBe(result.pages);
    expect(pages).toHaveLength(result.pages);
  });

  it('tells the hash and size of the very bytes', () => {
    expect(createHash('sha256').update(pdf).digest('hex')).toBe(result.sha256);
    expect(pdf).toHaveLength(result.bytes);
  });

  it('is A4 throughout', () => {
    for (const page of pages) {
      expect(page.width).toBeCloseTo(mm(210), 1);
      expect(page.height).toBeCloseTo(mm(297), 1);
    }
  });

  it('shows the address, and nothing else, in the window of each first page', () => {
    for (const [i, { language }] of input.entries()) {
      const [first, ...others] = pagesOf(result, pages, i);
      expect(first && textsInWindow(first)).toEqual(addressLines(RECIPIENT));
      expect(first && pageText(first)).toContain(language === 'sv' ? '24 november 2026' : '24 November 2026');
      for (const other of others) expect(pageText(other)).not.toContain(RECIPIENT.name);
    }
  });

  it('numbers every page within its letter and repeats reference, template and version', () => {
    for (const [i, { dispatchId, language, templateId }] of input.entries()) {
      const own = pagesOf(result, pages, i);
      for (const [j, page] of own.entries()) {
        const text = pageText(page);
        const number =
          language === 'sv' ? `Sida ${j + 1} av ${own.length}` : `Page ${j + 1} of ${own.length}`;
        expect(text).toContain(number);
        expect(text).toContain(`${language === 'sv' ? 'Referens' : 'Reference'} ${dispatchId}`);
        expect(text).toContain(`${templateId} ${sharedAssets().catalogue.get(templateId).version}`);
        expect(text).toContain(UNIT.phone);
      }
    }
  });

  it('keeps everything within the printable column and off the supplier’s strip', () => {
    for (const page of pages)
      for (const { x, width, y } of page.texts) {
        expect(x).toBeGreaterThanOrEqual(mm(22) - 0.01);
        expect(x + width).toBeLessThanOrEqual(mm(190));
        expect(y).toBeLessThan(mm(293));
      }
  });

  it('says in every letter that it is voluntary, who is responsible for the data and where to read it in other languages', () => {
    for (const [i, { language, templateId }] of input.entries()) {
      const text = flowText(pagesOf(result, pages, i));
      const said =
        language === 'sv'
          ? [
              'Det är frivilligt',
              'Region Mellanmark är personuppgiftsansvarig',
              'Läs på andra språk',
              'imy.se',
            ]
          : [
              'It is voluntary',
              'Region Mellanmark is the data controller',
              'Read in other languages',
              'imy.se',
            ];
      for (const words of said) {
        // Neither asks for anything that could be declined.
        const isLeftOut =
          ['answer-confirmation', 'correction', 'new-time', 'test-inadequate'].includes(templateId) &&
          /frivilligt|voluntary/.test(words);
        if (!isLeftOut) expect(text).toContain(words);
      }
      if (
        [
          'organ-enquiry',
          'answer-confirmation',
          'correction',
          'new-time',
          'opt-information',
          'test-inadequate',
        ].includes(templateId)
      )
        continue;
      expect(text).toMatch(
        language === 'sv' ? /Du kan när som helst ändra dig/ : /change your mind at any time/,
      );
      expect(text).toMatch(language === 'sv' ? /gratis|kostar ingenting/ : /free/);
    }
  });

  it('asks to disregard a reminder when it came too late', () => {
    for (const [i, { templateId, language }] of input.entries()) {
      if (!templateId.endsWith('-reminder')) continue;
      const words =
        language === 'sv' ? 'Bortse från påminnelsen om du redan' : 'Please disregard this reminder if you';
      expect(flowText(pagesOf(result, pages, i))).toContain(words);
    }
  });
});

describe('a booked time', () => {
  const values = { bookedDay: '2026-12-15', bookedTime: '09:40', bookedPlace: 'Mammografin, plan 2' };

  it('stands in the ordinary letter in words', async () => {
    const { pdf } = await render([letter({ templateId: 'breast-invitation', values })]);
    const text = flowText(await reader.read(pdf));
    expect(text).toContain('tisdag 15 december 2026');
    expect(text).toContain('kl. 09.40');
    expect(text).toContain('Mammografin, plan 2');
    expect(text).not.toContain('Boka en tid som passar dig');
  });

  it('leaves no trace in the mediated letter, which tells how to book instead', async () => {
    const mediated = letter({ templateId: 'breast-invitation', values, variant: 'mediated' });
    const { pdf } = await render([mediated]);
    const pages = await reader.read(pdf);
    const text = flowText(pages);
    for (const word of [
      'december',
      '09.40',
      '09:40',
      'plan 2',
      'Sjukhusgatan',
      RECIPIENT.city ?? 'x',
      'Ängsvägen',
    ])
      expect(
        text.replaceAll(UNIT.returnAddress.join(', '), '').replaceAll('123 45 Storstad', ''),
      ).not.toContain(word);
    expect(text).toContain('Boka en tid som passar dig');
    expect(pages[0] && textsInWindow(pages[0])).toEqual([RECIPIENT.name]);
  });
});

describe('the organ enquiry', () => {
  it('asks about the unknown organs only, and names nobody on the reply form', async () => {
    const enquiry = letter({
      templateId: 'organ-enquiry',
      values: { organs: ['prostate', 'cervix'], code: CODE },
    });
    const { pdf } = await render([enquiry]);
    const pages = await reader.read(pdf);
    expect(flowText(pages)).toContain('Frågan gäller livmoderhals och prostata.');
    expect(flowText(pages)).not.toMatch(/bröst/i);
    const form = pageText(pages.at(-1) ?? { width: 0, height: 0, texts: [] });
    expect(form).toMatch(/Livmoderhals\s*Har\s*Har inte\s*Vill inte svara/);
    expect(form).toMatch(/Prostata\s*Har\s*Har inte\s*Vill inte svara/);
    expect(form).not.toContain(RECIPIENT.name);
    expect(form.replaceAll('\u00a0', ' ')).toContain('Svarskod K7Q2MZ 4HD9XA 8WTR5C');
  });

  it('shows nothing about organs above the fold of the envelope’s window', async () => {
    const { pdf } = await render([
      letter({ templateId: 'organ-enquiry', values: { organs: ['prostate'], code: CODE } }),
    ]);
    const [first] = await reader.read(pdf);
    const upper = first?.texts.filter(({ y }) => y < mm(80)).map(({ text }) => text) ?? [];
    expect(upper.join(' ')).not.toMatch(/organ|prostata|livmoder|bröst|fråga/i);
  });
});

describe('a questionnaire', () => {
  it('has a box for each answer of a question and a line where something is to be written, and names nobody', async () => {
    const { pdf } = await render([letter({ templateId: 'lung-questionnaire' })]);
    const pages = await reader.read(pdf);
    const form = pageText(pages.at(-1) ?? { width: 0, height: 0, texts: [] });
    expect(form).toMatch(
      /Röker du\?\s*Ja\s*Har slutat\s*Aldrig rökt\s*Cigaretter om dagen\s*Antal år som rökare/,
    );
    expect(form).toMatch(/Vill du delta i piloten\?\s*Ja\s*Nej/);
    expect(form).toMatch(/Referens\s*1000231/);
    expect(form).not.toContain(RECIPIENT.name);
  });
});
