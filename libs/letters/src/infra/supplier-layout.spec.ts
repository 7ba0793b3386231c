import { inflateSync } from 'node:zlib';
import { PdfReader } from '../../spec/read-pdf';
import { everyLetter, options, render } from '../../spec/samples';
import { mm } from '../domain/layout/geometry';

// Sets real type in thousands of lines; a busy machine takes its time.
jest.setTimeout(60_000);

const reader = new PdfReader();
afterAll(() => reader.close());

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
