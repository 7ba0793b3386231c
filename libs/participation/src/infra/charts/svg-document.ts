import { escapeXml } from '@kallelse/letters';
import { plot, type PlotOptions } from '@observablehq/plot';
import { parseHTML } from 'linkedom';

const WIDTH = 860;
const HEAD_HEIGHT = 64;
const FOOT_LINE = 16;

export interface ChartText {
  /** Says what is found. */
  readonly title: string;
  readonly subtitle: string;
  /** What a reader who does not see the picture is told. */
  readonly description: string;
  /** Source, snapshot, suppression: a line each. */
  readonly notes: readonly string[];
}

/** A chart as a file of its own: title and source in the picture, and a text in place of it for who does not see it. */
export function svgDocument(options: PlotOptions, text: ChartText): string {
  const { document } = parseHTML('<html><body></body></html>');
  const chart = plot({
    width: WIDTH,
    marginLeft: 60,
    ...options,
    document,
    style: { fontFamily: 'sans-serif', fontSize: '12px', background: 'white' },
  });
  chart.setAttribute('y', String(HEAD_HEIGHT));
  chart.setAttribute('role', 'presentation');
  const height = Number(chart.getAttribute('height'));
  const total = HEAD_HEIGHT + height + 12 + FOOT_LINE * text.notes.length + 8;
  const line = (content: string, y: number, size: number, weight = 'normal'): string =>
    `<text x="16" y="${y}" font-size="${size}" font-weight="${weight}" fill="#1b1b1b">${escapeXml(content)}</text>`;
  const notes = text.notes.map((note, i) =>
    line(note, HEAD_HEIGHT + height + 16 + FOOT_LINE * i, 11).replace('#1b1b1b', '#4a4a4a'),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${total}" viewBox="0 0 ${WIDTH} ${total}" font-family="sans-serif" role="img" aria-labelledby="title desc">`,
    `<title id="title">${escapeXml(text.title)}</title><desc id="desc">${escapeXml(text.description)}</desc>`,
    `<rect width="100%" height="100%" fill="white"/>`,
    line(text.title, 26, 17, 'bold'),
    line(text.subtitle, 48, 13),
    withoutScreenRules(chart.outerHTML),
    ...notes,
    '</svg>\n',
  ].join('\n');
}

/** Rules for pages, which viewers of files do not all read. */
function withoutScreenRules(svg: string): string {
  return svg.replace(/<style>[\s\S]*?<\/style>/, '');
}
