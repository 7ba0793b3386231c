import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** A text on a page as another program reads it; points from the top left corner, `y` of the baseline. */
export interface ReadText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly width: number;
}

/** A page with its size in points and its texts in the order drawn. */
export interface ReadPage {
  readonly width: number;
  readonly height: number;
  readonly texts: readonly ReadText[];
}

/** Reads PDFs with pdf.js, a reader that shares no code with what wrote them. Close it after the tests. */
export class PdfReader {
  private readonly worker = new Worker(join(__dirname, 'pdf-reader-thread.mjs'));

  async read(pdf: Uint8Array): Promise<readonly ReadPage[]> {
    this.worker.postMessage(new Uint8Array(pdf));
    const [reply] = (await once(this.worker, 'message')) as [
      { readonly pages: readonly ReadPage[] } | { readonly error: string },
    ];
    if ('error' in reply) throw new Error(reply.error);
    return reply.pages;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}

/** The words of a page in the order they were drawn, one line of type a line, a space where there is a gap. */
export function pageText(page: ReadPage): string {
  const lines: string[] = [];
  let last: ReadText | undefined;
  for (const text of page.texts) {
    if (last !== undefined && Math.abs(text.y - last.y) < 0.5 && text.x >= last.x) {
      const gap = text.x - last.x - last.width > 0.1 * text.size ? ' ' : '';
      lines.push(`${lines.pop() ?? ''}${gap}${text.text}`);
    } else lines.push(text.text);
    last = text;
  }
  return lines.join('\n').replaceAll('\u00a0', ' ');
}

/** All text with line breaks and repeated spaces as single spaces: for finding sentences. */
export function flowText(pages: readonly ReadPage[]): string {
  return pages.map(pageText).join(' ').replace(/\s+/g, ' ');
}
