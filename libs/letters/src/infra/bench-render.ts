import { performance } from 'node:perf_hooks';
import { Writable } from 'node:stream';
import { plainDate } from '@kallelse/kernel';
import PDFDocument from 'pdfkit';
import { FONT_NAMES, type TextItem } from '../domain/layout/drawing';
import { LetterPlanner } from '../domain/layout/letter-planner';
import { DEFAULT_PRINT_LAYOUT } from '../domain/layout/print-layout';
import { type LetterInput, type LetterUnit, type LetterValue } from '../domain/letter/letter-input';
import { type Template } from '../domain/template/template';
import { fontFile } from './fonts';
import { type LetterAssets, loadLetterAssets } from './letter-assets';
import { renderRun } from './render-run';

/** Rendering measured against a bare pdfkit loop that writes the same lines at the same places, without layout. */
export interface RenderBench {
  readonly letters: number;
  readonly pages: number;
  readonly bytes: number;
  readonly msPerLetter: number;
  readonly bareMsPerLetter: number;
  /** Our letters per second ÷ those of the bare loop, same process, same lines. Target at least 0.5. */
  readonly ratio: number;
  /** Highest heap in use while rendering above that before it, in bytes. */
  readonly heapGrowth: number;
}

/** Renders `letters` letters of made-up people and the same lines bare, both to nowhere; the bare loop first. */
export async function benchRender(
  letters = 2000,
  templateId = 'cervical-invitation',
  assets: LetterAssets = loadLetterAssets(),
): Promise<RenderBench> {
  const template = assets.catalogue.get(templateId);
  const input = Array.from({ length: letters }, (_, i) => benchLetter(i, template));
  const lines = textLines(input, assets);
  const bareMs = await timed(() => bareLoop(lines));
  const heapBefore = process.memoryUsage().heapUsed;
  let heapPeak = heapBefore;
  const watched = function* (): Iterable<LetterInput> {
    for (const [i, letter] of input.entries()) {
      if (i % 50 === 0) heapPeak = Math.max(heapPeak, process.memoryUsage().heapUsed);
      yield letter;
    }
  };
  let written = { pages: 0, bytes: 0 };
  const ms = await timed(async () => {
    written = await renderRun(watched(), { title: 'bench', date: DATE, units: UNITS }, nowhere(), assets);
  });
  return {
    ...{ letters, pages: written.pages, bytes: written.bytes },
    ...{ msPerLetter: ms / letters, bareMsPerLetter: bareMs / letters, ratio: bareMs / ms },
    heapGrowth: heapPeak - heapBefore,
  };
}

const DATE = plainDate('2026-11-24');
const UNITS: Readonly<Record<string, LetterUnit>> = {
  office: {
    name: 'Kallelsekansliet för cancerscreening',
    region: 'Region Mellanmark',
    phone: '010-000 00 00',
    hours: { sv: 'måndag–fredag 8.00–12.00', en: 'Monday–Friday 8.00–12.00' },
    returnAddress: ['Kallelsekansliet', 'Box 1', '123 45 Storstad'],
    privacyContact: { sv: 'dataskyddsombudet', en: 'the data protection officer' },
    costText: { sv: 'Provet är gratis.', en: 'The test is free.' },
    website: '1177.se/mellanmark',
  },
};

/** Nearly every name and street occurs once, as among real recipients; the digits only make them so. */
function benchLetter(i: number, template: Template): LetterInput {
  const unlike = (i * 7919 + 13).toString(36);
  return {
    dispatchId: 1_000_000 + i,
    templateId: template.id,
    language: 'sv',
    variant: 'ordinary',
    unit: 'office',
    letterDate: DATE,
    languageUrl: 'https://www.1177.se/mellanmark/sprak',
    values: benchValues(i, template),
    recipient: {
      name: `Åsa ${unlike}sson`,
      address1: `Ö${unlike}vägen ${i % 200}`,
      postcode: String(10_000 + (i % 80_000)),
      city: `Ort${(i % 300).toString(36)}`,
    },
  };
}

/** Every variable given, texts unlike each other. */
function benchValues(i: number, template: Template): LetterInput['values'] {
  const given = [...template.variables.values()].map(({ name, type, codes }) => {
    if (type === 'codes') return [name, Object.keys(codes ?? {})] as const;
    if (type === 'text') return [name, `Mottagningen, Sjukhusgatan ${i}`] as const;
    if (type === 'flag' || type === 'integer') return [name, type === 'flag' ? true : i] as const;
    return [name, type === 'time' ? `09:${String(10 + (i % 50))}` : DATE] as const;
  });
  return Object.fromEntries<LetterValue>(given);
}

function textLines(
  input: readonly LetterInput[],
  assets: LetterAssets,
): readonly (readonly (readonly TextItem[])[])[] {
  const planner = new LetterPlanner(assets.catalogue, UNITS, DEFAULT_PRINT_LAYOUT, assets.metrics);
  return input.map((letter) => {
    const plan = planner.plan(letter);
    if ('held' in plan) throw new Error('a bench letter is held');
    return plan.letter.pages.map((page) =>
      page.flatMap(({ x, y, drawing }) =>
        drawing.items.flatMap((item) =>
          item.kind === 'text' ? [{ ...item, x: item.x + x, y: item.y + y }] : [],
        ),
      ),
    );
  });
}

async function bareLoop(letters: readonly (readonly (readonly TextItem[])[])[]): Promise<void> {
  const document = new PDFDocument({ autoFirstPage: false, size: 'A4', margin: 0 });
  for (const name of FONT_NAMES) document.registerFont(name, fontFile(name));
  const out = nowhere();
  const finished = new Promise((resolve) => out.once('finish', resolve));
  document.pipe(out);
  for (const letter of letters) {
    for (const page of letter) {
      document.addPage();
      for (const item of page)
        document.font(item.font, item.size).text(item.text, item.x, item.y, { lineBreak: false });
    }
    await new Promise(setImmediate);
  }
  document.end();
  await finished;
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done): void => done() });
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
