import { isProblem } from '@kallelse/kernel';
import { layOutAddress } from './address-block';
import { type Placement } from './drawing';
import { mm } from './geometry';
import { drawRows, laidBlock, space } from './laid-block';
import { type FlowItem, paginate } from './paginate';
import { DEFAULT_PRINT_LAYOUT, framesOf, resolveLayout } from './print-layout';
import { type TextMetrics } from './text-metrics';
import { wrapBalanced, wrapParts, wrapText } from './wrap';

/** Every character one point wide at one point. */
const metrics: TextMetrics = {
  width: (text, _font, size) => text.length * size,
  canPrint: () => true,
};

function wrapped(text: string, width: number): readonly string[] {
  return wrapText([{ text, strong: false }], 1, width, metrics).map((line) =>
    line.spans.map((span) => span.text).join(''),
  );
}

describe('wrapping', () => {
  it('breaks at spaces and drops them', () => {
    expect(wrapped('ett två tre', 7)).toEqual(['ett två', 'tre']);
  });

  it('keeps the groups of a phone number together', () => {
    expect(wrapped('ring 010-123\u00a045\u00a060 nu', 15)).toEqual(['ring', '010-123\u00a045\u00a060', 'nu']);
  });

  it('breaks a word that is wider than the line, never before a combining mark', () => {
    expect(wrapped('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
    expect(wrapped('aaa\u0301\u0301bb', 3)).toEqual(['aa', 'a\u0301\u0301', 'bb']);
  });

  it('gives no line for no text', () => {
    expect(wrapped('', 10)).toEqual([]);
  });

  it('keeps bold and plain runs apart on one line', () => {
    const [line] = wrapText(
      [
        { text: 'ett ', strong: true },
        { text: 'två', strong: false },
      ],
      1,
      20,
      metrics,
    );
    expect(line?.spans).toEqual([
      { x: 0, text: 'ett ', font: 'semibold' },
      { x: 4, text: 'två', font: 'regular' },
    ]);
  });

  it('balances a heading without making it longer', () => {
    const lines = wrapBalanced([{ text: 'aaaa bbbb cccc dd', strong: true }], 1, 16, metrics);
    expect(lines.map(({ width }) => width)).toEqual([9, 7]);
  });

  it('keeps whole parts on a line', () => {
    const parts = ['ett två', 'tre fyra', 'fem'].map((text) => ({ text, strong: false }));
    const lines = wrapParts(parts, ', ', 1, 13, metrics);
    expect(lines.map((line) => line.spans.map((span) => span.text).join(''))).toEqual([
      'ett två',
      'tre fyra, fem',
    ]);
  });
});

const PAGES = {
  first: [{ top: 100, bottom: 200 }],
  following: [{ top: 0, bottom: 200 }],
  firstBottom: 0,
};

function item(height: number, more: Partial<FlowItem> & { readonly rows?: number } = {}): FlowItem {
  const { rows = 1, ...rest } = more;
  const block = laidBlock(Array.from({ length: rows }, () => space(mm(height / rows))));
  return { block, drawing: drawRows(block), shared: true, x: 0, gap: 0, ...rest };
}

function places(pages: readonly (readonly Placement[])[]): readonly (readonly number[])[] {
  return pages.map((page) => page.map(({ y }) => Math.round((y * 25.4) / 72)));
}

describe('pages', () => {
  it('fill from the top and go on when full', () => {
    expect(places(paginate([item(60), item(30), item(20), item(10)], PAGES))).toEqual([
      [100, 160],
      [0, 20],
    ]);
  });

  it('leave out the gap at the top of a page', () => {
    expect(places(paginate([item(90), item(20, { gap: mm(5) })], PAGES))).toEqual([[100], [0]]);
  });

  it('keep room at the foot of the first', () => {
    expect(places(paginate([item(60), item(30)], { ...PAGES, firstBottom: mm(20) }))).toEqual([[100], [0]]);
  });

  it('move a short section as a whole', () => {
    expect(places(paginate([item(50), item(30, { together: mm(60) }), item(30)], PAGES))).toEqual([
      [100],
      [0, 30],
    ]);
  });

  it('take a block higher than a page apart between its rows', () => {
    const pages = paginate([item(500, { rows: 50 })], PAGES);
    expect(pages.map((page) => Math.round(((page[0]?.drawing.height ?? 0) * 25.4) / 72))).toEqual([
      100, 200, 200,
    ]);
  });

  it('put a reply form at the bottom', () => {
    expect(places(paginate([item(20), item(40, { atBottom: true })], PAGES))).toEqual([[100, 160]]);
  });

  it('start the next section below a title that is higher than its text', () => {
    const title = { height: mm(30), items: [] };
    const first = item(10, { side: { x: 0, dy: 0, drawing: title } });
    const second = item(10, { side: { x: 0, dy: 0, drawing: title } });
    expect(places(paginate([first, second], PAGES))).toEqual([[100, 100, 130, 130]]);
  });

  it('go round a zone that the supplier keeps', () => {
    const following = [
      { top: 0, bottom: 50 },
      { top: 80, bottom: 200 },
    ];
    expect(places(paginate([item(90), item(30), item(30), item(30)], { ...PAGES, following }))).toEqual([
      [100],
      [0, 80, 110],
    ]);
  });
});

describe('the supplier’s layout', () => {
  const codeOf = (layout: Parameters<typeof resolveLayout>[0]): string => {
    try {
      resolveLayout(layout);
      return 'accepted';
    } catch (error) {
      return isProblem(error) ? `${error.code} ${error.message}` : 'other';
    }
  };
  const window = DEFAULT_PRINT_LAYOUT.window;

  it.each([
    ['beyond the page', { window: { ...window, x: 150 } }, /reaches beyond the page/],
    ['over the sender', { window: { ...window, x: 20 } }, /covers the (sender|reference)/],
    ['down into the text', { window: { ...window, height: 60 } }, /into the running text/],
    ['too small', { window: { ...window, height: 15 } }, /smaller than/],
  ])('refuses a window %s', (_, layout, message) => {
    expect(codeOf(layout)).toMatch(message);
  });

  it('refuses a zone over window or footer, or over most of the page', () => {
    const zone = (y: number, height: number): string =>
      codeOf({ reserved: [{ pages: 'all', box: { x: 30, y, width: 150, height } }] });
    expect(zone(50, 10)).toMatch(/covers the window/);
    expect(zone(280, 10)).toMatch(/covers the footer/);
    expect(zone(100, 150)).toMatch(/too little room/);
    expect(zone(150, 20)).toBe('accepted');
  });

  it('refuses limits that nothing can meet', () => {
    expect(codeOf({ maxSheets: 0 })).toMatch(/LAYOUT_INVALID.*limits/);
  });

  it('drops stretches too low for text', () => {
    const box = { x: 0, y: 100, width: 210, height: 30 };
    const frames = framesOf({ ...DEFAULT_PRINT_LAYOUT, reserved: [{ pages: 'first', box }] }, 'first');
    expect(frames).toEqual([{ top: 130, bottom: 269 }]);
  });
});

describe('the address in the window', () => {
  const narrow: TextMetrics = { ...metrics, width: (text, _font, size) => text.length * size * 0.5 };
  const sizes = (lines: readonly string[]): readonly number[] => {
    const drawing = layOutAddress(lines, DEFAULT_PRINT_LAYOUT.window, narrow);
    return drawing?.items.map((entry) => (entry.kind === 'text' ? entry.size : 0)) ?? [];
  };

  it('is large when short, smaller rather than broken when long, broken when longer still', () => {
    expect(sizes(['Kort', 'namn'])).toEqual([11.5, 11.5]);
    expect(sizes(['x'.repeat(41), 'namn'])).toEqual([10, 10]);
    expect(sizes(['x'.repeat(50), 'namn'])).toEqual([11.5, 11.5, 11.5]);
  });

  it('is refused when no size fits', () => {
    expect(
      layOutAddress(
        Array.from({ length: 9 }, () => 'rad'),
        DEFAULT_PRINT_LAYOUT.window,
        narrow,
      ),
    ).toBeUndefined();
    expect(layOutAddress(['x'.repeat(201)], DEFAULT_PRINT_LAYOUT.window, narrow)).toBeUndefined();
  });
});
