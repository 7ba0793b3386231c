import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { inflateSync } from 'node:zlib';
import { isProblem } from '@kallelse/kernel';
import { flowText, pageText, PdfReader, type ReadPage } from '../../spec/read-pdf';
import { DATE, everyLetter, letter, Memory, options, RECIPIENT, render, UNIT } from '../../spec/samples';
import { addressLines } from '../domain/letter/postal-address';
import { mm } from '../domain/layout/geometry';
import { DEFAULT_PRINT_LAYOUT } from '../domain/layout/print-layout';
import { type LetterInput } from '../domain/letter/letter-input';
import { loadLetterAssets } from './letter-assets';
import { renderPostingList } from './render-mediation';
import { renderRun, type RunResult } from './render-run';

// Sets real type in thousands of lines; a busy machine takes its time.
jest.setTimeout(60_000);

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
        expect(text).toContain(`${templateId} 2026.1`);
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
      for (const words of said) expect(text).toContain(words);
      if (templateId === 'organ-enquiry') continue;
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

describe('the bytes of a run', () => {
  const input = everyLetter().slice(0, 6);

  it('are equal for equal input, also from freshly opened fonts and templates', async () => {
    const first = await render(input);
    const second = await render(input, options(), loadLetterAssets());
    expect(second.pdf.equals(first.pdf)).toBe(true);
  });

  it('are equal whatever the same fonts have set before', async () => {
    const used = loadLetterAssets();
    // A hyphen first met as U+2011, which shares its glyph with the common one.
    const list = { run: 'A\u2011B', date: DATE, unit: 'office', entries: [] };
    await renderPostingList(list, options(), new Memory(), used);
    // Ő and Ű are embedded with a capital accent as their part, which A\u030b then needs as a character.
    await render([letter({ recipient: { ...RECIPIENT, name: 'Ő Ű' } })], options(), used);
    const accented = [...input, letter({ recipient: { ...RECIPIENT, name: 'A\u030b' } })];
    const after = await render(accented, options(), used);
    const afresh = await render(accented, options(), loadLetterAssets());
    expect(after.pdf.equals(afresh.pdf)).toBe(true);
  });

  it('differ when the date of the run differs', async () => {
    const first = await render(input);
    const second = await render(input, options({ date: '2026-11-25' as typeof DATE }));
    expect(second.result.sha256).not.toBe(first.result.sha256);
  });

  it('hold each font once, however many letters', async () => {
    const { pdf } = await render(everyLetter());
    expect(pdf.toString('latin1').match(/\/Type \/FontDescriptor/g)).toHaveLength(2);
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
    const enquiry = letter({ templateId: 'organ-enquiry', values: { organs: ['prostate', 'cervix'] } });
    const { pdf } = await render([enquiry]);
    const pages = await reader.read(pdf);
    expect(flowText(pages)).toContain('Frågan gäller livmoderhals och prostata.');
    expect(flowText(pages)).not.toMatch(/bröst/i);
    const form = pageText(pages.at(-1) ?? { width: 0, height: 0, texts: [] });
    expect(form).toMatch(/Livmoderhals\s*Har\s*Har inte\s*Vill inte svara/);
    expect(form).toMatch(/Prostata\s*Har\s*Har inte\s*Vill inte svara/);
    expect(form).not.toContain(RECIPIENT.name);
  });

  it('shows nothing about organs above the fold of the envelope’s window', async () => {
    const { pdf } = await render([letter({ templateId: 'organ-enquiry', values: { organs: ['prostate'] } })]);
    const [first] = await reader.read(pdf);
    const upper = first?.texts.filter(({ y }) => y < mm(80)).map(({ text }) => text) ?? [];
    expect(upper.join(' ')).not.toMatch(/organ|prostata|livmoder|bröst|fråga/i);
  });
});

describe('letters that cannot be sent', () => {
  const cases: readonly (readonly [string, Partial<LetterInput>, string])[] = [
    ['a name the font lacks', { recipient: { ...RECIPIENT, name: '李小龙' } }, 'unprintable-character'],
    ['no name', { recipient: { ...RECIPIENT, name: ' ' } }, 'name-missing'],
    ['no street', { recipient: { name: 'A', postcode: '12345', city: 'B' } }, 'address-line-missing'],
    ['no postcode', { recipient: { name: 'A', address1: 'Gata 1', city: 'B' } }, 'postcode-missing'],
    ['a short postcode', { recipient: { ...RECIPIENT, postcode: '1234' } }, 'postcode-malformed'],
    ['no town', { recipient: { name: 'A', address1: 'Gata 1', postcode: '12345' } }, 'city-missing'],
    ['a huge name', { recipient: { ...RECIPIENT, name: 'Å'.repeat(199) } }, 'address-too-large'],
    ['an unknown unit', { unit: '__proto__' }, 'unit-unknown'],
    ['a value of a wrong type', { values: { kit: 'yes' } }, 'value-invalid'],
    ['an undeclared value', { values: { x: 1 } }, 'value-unknown'],
    ['a missing value', { templateId: 'organ-enquiry' }, 'value-missing'],
    ['a language page that is no web address', { languageUrl: 'java script' }, 'language-url-invalid'],
  ];

  it.each(cases)('%s: is held with a reason, the others are printed', async (_, overrides, code) => {
    const bad = letter({ dispatchId: 2, ...overrides });
    const { result } = await render([letter({ dispatchId: 1 }), bad, letter({ dispatchId: 3 })]);
    expect(result.letters.map(({ dispatchId }) => dispatchId)).toEqual([1, 3]);
    expect(result.held.map(({ dispatchId }) => dispatchId)).toEqual([2]);
    expect(result.held[0]?.problems.map((problem) => problem.code)).toContain(code);
    expect(JSON.stringify(result.held)).not.toContain(
      bad.recipient.name === ' ' ? 'Åström' : bad.recipient.name + '"',
    );
  });

  it('holds a dispatch that comes twice', async () => {
    const { result } = await render([letter(), letter()]);
    expect(result.letters).toHaveLength(1);
    expect(result.held[0]?.problems).toEqual([{ code: 'dispatch-repeated' }]);
  });

  it('holds letters of a unit that lacks what the letter says', async () => {
    const run = options({ units: { office: { ...UNIT, phone: '', costText: { sv: '', en: '' } } } });
    const { result } = await render([letter({ templateId: 'opt-invitation' })], run);
    expect(result.held[0]?.problems).toEqual([
      { code: 'unit-incomplete', field: 'unit.phone' },
      { code: 'unit-incomplete', field: 'unit.costText' },
    ]);
  });

  it('holds letters of a unit whose name does not fit in the header', async () => {
    const run = options({ units: { office: { ...UNIT, name: 'Kansli '.repeat(60) } } });
    const { result } = await render([letter()], run);
    expect(result.held[0]?.problems).toEqual([{ code: 'unit-text-too-long', field: 'unit' }]);
  });

  it('holds a letter of more sheets than the supplier takes', async () => {
    const { result } = await render([letter()], options({ layout: { duplex: false, maxSheets: 1 } }));
    expect(result.held[0]?.problems).toEqual([{ code: 'too-many-sheets' }]);
    expect(result.pages).toBe(0);
  });

  it('reports a letter that is larger than the supplier takes', async () => {
    const { result } = await render([letter()], options({ layout: { maxBytesPerLetter: 50_000 } }));
    expect(result.tooLarge).toEqual([{ dispatchId: 1000231, problems: [{ code: 'letter-too-large' }] }]);
  });

  it('refuses an unknown template with the ids there are', async () => {
    const failure: unknown = await render([letter({ templateId: 'cervical-invitatoin' })]).catch(
      (error: unknown) => error,
    );
    expect(isProblem(failure) && failure.code).toBe('TEMPLATE_UNKNOWN');
    expect(isProblem(failure) && failure.options.fix).toMatch(/cervical-invitation.*organ-enquiry/);
  });
});

describe('the size that a letter would have alone', () => {
  it('is estimated above what it is, and not by more than the allowance', async () => {
    const { result } = await render(everyLetter());
    for (const input of everyLetter().slice(0, 4)) {
      const alone = await render([input]);
      const estimate = result.letters.find(({ dispatchId }) => dispatchId === input.dispatchId)?.bytes ?? 0;
      expect(estimate).toBeGreaterThanOrEqual(alone.result.bytes);
      expect(estimate).toBeLessThan(alone.result.bytes + 60_000);
    }
  });
});

describe('a supplier with other wishes', () => {
  it('gets its own window and an empty zone in the middle of the text', async () => {
    const window = { x: 115, y: 45, width: 75, height: 30 };
    const box = { x: 20, y: 150, width: 170, height: 25 };
    const layout = { window, reserved: [{ pages: 'all', box } as const] };
    const { pdf, result } = await render(everyLetter(), options({ layout }));
    expect(result.held).toEqual([]);
    for (const page of await reader.read(pdf)) {
      const inZone = page.texts.filter(
        ({ y, size }) => y - 0.75 * size < mm(175) && y + 0.25 * size > mm(150),
      );
      expect(inZone).toEqual([]);
    }
  });

  it('gets black ink alone when it prints in black', async () => {
    const colours = async (ink: 'black' | 'colour'): Promise<ReadonlySet<string>> => {
      const { pdf } = await render(everyLetter(), options({ layout: { ink } }));
      return new Set(
        contentStreams(pdf).flatMap((content) => content.match(/[\d.]+ [\d.]+ [\d.]+ scn/gi) ?? []),
      );
    };
    expect([...(await colours('black'))].sort()).toEqual(['0 0 0 SCN', '0 0 0 scn', '1 1 1 scn']);
    expect((await colours('colour')).size).toBeGreaterThan(3);
  });
});

/** What is drawn, page by page and form by form. */
function contentStreams(pdf: Buffer): readonly string[] {
  const streams: string[] = [];
  let from = 0;
  for (;;) {
    const start = pdf.indexOf('stream\n', from);
    if (start < 0) return streams;
    const end = pdf.indexOf('\nendstream', start);
    const bytes = pdf.subarray(start + 'stream\n'.length, end);
    // 0x78 begins a deflated stream; the metadata stands in plain text.
    if (bytes[0] === 0x78) streams.push(inflateSync(bytes).toString('latin1'));
    from = end + '\nendstream'.length;
  }
}

describe('a stream that fails', () => {
  const many = Array.from({ length: 40 }, (_, i) => letter({ dispatchId: i + 1 }));
  const failing = (fail: (out: Writable) => void): Writable => {
    let chunks = 0;
    return new Writable({
      highWaterMark: 1,
      write(_chunk, _encoding, done): void {
        if (++chunks === 5) fail(this);
        else setImmediate(done);
      },
    });
  };

  it('fails the run', async () => {
    const out = failing((stream) => stream.destroy(new Error('disk full')));
    await expect(renderRun(many, options(), out)).rejects.toThrow('disk full');
  });

  it('fails the run when it is closed under it', async () => {
    await expect(
      renderRun(
        many,
        options(),
        failing((stream) => stream.destroy()),
      ),
    ).rejects.toThrow(/premature close/i);
    const closed = new Memory();
    closed.destroy();
    await expect(renderRun(many, options(), closed)).rejects.toThrow(/premature close/i);
  });
});

describe('a long run', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const liveHeap = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };

  it('keeps no pages: what stays alive per page is a fraction of a page', async () => {
    const heaps: number[] = [];
    const letters = function* (): Iterable<ReturnType<typeof letter>> {
      for (let i = 1; i <= 1500; i++) {
        if (i === 100 || i === 1500) heaps.push(liveHeap());
        yield letter({ dispatchId: i });
      }
    };
    const nowhere = new Writable({ write: (_chunk, _encoding, done): void => done() });
    const { pages } = await renderRun(letters(), options(), nowhere);
    expect(pages).toBe(3000);
    const [early = 0, late = 0] = heaps;
    expect((late - early) / 2800).toBeLessThan(2500);
  });
});
