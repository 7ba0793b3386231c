import { isProblem } from '@kallelse/kernel';
import { flowText, pageText, PdfReader } from '../../spec/read-pdf';
import { DATE, Memory, options, UNIT } from '../../spec/samples';
import { mm } from '../domain/layout/geometry';
import { DEFAULT_PRINT_LAYOUT } from '../domain/layout/print-layout';
import { renderEnvelopeSheets, renderPostingList } from './render-mediation';

// Sets real type in thousands of lines; a busy machine takes its time.
jest.setTimeout(60_000);

const reader = new PdfReader();
afterAll(() => reader.close());

/** From Skatteverket's published test numbers. */
const NUMBER = '189002029800';

describe('the sheet of an inner envelope', () => {
  it('carries name, personal number, sender and the sender’s reference, and nothing else', async () => {
    const out = new Memory();
    const input = [{ dispatchId: 77, name: 'Kim Öberg', personalNumber: NUMBER, unit: 'office' }];
    const result = await renderEnvelopeSheets(input, options(), out);
    expect(result).toMatchObject({ pages: 1, sheets: [{ dispatchId: 77, page: 1 }], held: [] });
    const [page] = await reader.read(out.content);
    expect(page && pageText(page).split('\n')).toEqual([
      UNIT.region,
      UNIT.name,
      'Avs: Region Mellanmark, Kallelsekansliet, Box 1234',
      '123 45 Storstad',
      'Avsändarens referens 77',
      'Kim Öberg',
      '18900202-9800',
    ]);
    const inWindow = page?.texts
      .filter(({ x }) => x >= mm(DEFAULT_PRINT_LAYOUT.window.x))
      .map(({ text }) => text);
    expect(inWindow).toEqual(['Kim Öberg', '18900202-9800']);
  });

  it('is held without a number that Skatteverket can mediate by, and the number is not repeated', async () => {
    const out = new Memory();
    const input = [{ dispatchId: 78, name: 'Kim', personalNumber: '98240301AA06', unit: 'office' }];
    const result = await renderEnvelopeSheets(input, options(), out);
    expect(result.held).toEqual([
      { dispatchId: 78, problems: [{ code: 'personal-number-malformed', field: 'personalNumber' }] },
    ]);
    expect(JSON.stringify(result)).not.toContain('AA06');
  });
});

describe('the posting list', () => {
  const entries = Array.from({ length: 45 }, (_, i) => ({ dispatchId: 5000 + i, sheets: i === 0 ? 2 : 1 }));
  const list = { run: '2026-48', date: DATE, unit: 'office', entries };

  it('shows Skatteverket in the outer window, counts, and lists every reference once', async () => {
    const out = new Memory();
    const { pages: count } = await renderPostingList(list, options(), out);
    const pages = await reader.read(out.content);
    const text = flowText(pages);
    expect(pages).toHaveLength(count);
    expect(text).toContain('Vi ber er förmedla 45 brev');
    expect(text).toContain('Tillsammans 46 blad');
    for (const { dispatchId } of entries) expect(text.split(` ${dispatchId} `)).toHaveLength(2);
    expect(text).toContain(`Sida ${count} av ${count}`);
    const { x, y, height } = DEFAULT_PRINT_LAYOUT.window;
    const inWindow = pages[0]?.texts.filter(
      (entry) => entry.x >= mm(x) && entry.y > mm(y) && entry.y < mm(y + height),
    );
    expect(inWindow?.map((entry) => entry.text)).toEqual([
      'Skatteverket',
      'Förmedlingsuppdrag',
      'Box 2820',
      '403 20 GÖTEBORG',
    ]);
  });

  it('needs a known sender', async () => {
    const failure: unknown = await renderPostingList({ ...list, unit: 'x' }, options(), new Memory()).catch(
      (error: unknown) => error,
    );
    expect(isProblem(failure) && failure.code).toBe('UNIT_UNKNOWN');
  });
});
