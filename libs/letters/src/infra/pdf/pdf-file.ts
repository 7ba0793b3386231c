import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { civilOf, type PlainDate, toDay } from '@kallelse/kernel';
import PDFDocument from 'pdfkit';
import { type Drawing, type Placement } from '../../domain/layout/drawing';
import { A4_MM, mm } from '../../domain/layout/geometry';
import { type LetterFonts } from '../fonts';
import { drawItems, type Palette } from './draw-items';
import { recordForm } from './form';

/** What a finished file is known by. */
export interface WrittenFile {
  readonly sha256: string;
  readonly bytes: number;
  readonly pages: number;
}

/** What a file is besides its pages. */
export interface PdfFileOptions {
  readonly title: string;
  /** Stands in the file as its date; equal input on equal dates gives equal bytes. */
  readonly date: PlainDate;
  readonly palette: Palette;
}

/** A reference to an object written earlier in the same file. */
type Form = ReturnType<typeof recordForm>;

/**
 * One PDF written page by page to a stream. Holds back nothing but the page being drawn: finished pages leave at once,
 * drawings shared by many pages are written once and referred to.
 */
export class PdfFile {
  private readonly document: PDFKit.PDFDocument;
  private readonly hash = createHash('sha256');
  private readonly forms = new Map<Drawing, Form>();
  private readonly formBytes = new Map<Drawing, number>();
  /** Settles when the stream has taken everything; rejects when it fails or is closed before that. */
  private readonly taken: Promise<void>;
  private allFormBytes = 0;
  private pageCount = 0;
  private byteCount = 0;

  constructor(
    fonts: LetterFonts,
    private readonly options: PdfFileOptions,
    private readonly out: Writable,
  ) {
    this.taken = finished(out, { readable: false });
    // A stream may fail while a page is being drawn; the next flush or close tells.
    this.taken.catch(() => undefined);
    const date = fixedDate(options.date);
    this.document = new PDFDocument({
      autoFirstPage: false,
      pdfVersion: '1.7',
      lang: 'sv',
      // Names make most words unique: remembering each one's glyphs would grow with the run.
      fontLayoutCache: false,
      // No standard font is set, since only embedded fonts may reach the printer.
      font: null as unknown as string,
      info: {
        Title: options.title,
        Producer: 'Kallelse',
        Creator: 'Kallelse',
        CreationDate: date,
        ModDate: date,
      },
    });
    for (const [name, font] of Object.entries(fonts))
      this.document.registerFont(name, font as unknown as PDFKit.Mixins.PDFFontSource);
  }

  /** Pages so far. */
  get pages(): number {
    return this.pageCount;
  }

  /** Bytes written so far, those of the page being drawn not included. */
  private get written(): number {
    return this.byteCount + this.document.readableLength;
  }

  /**
   * Draws pages and passes them on, waiting while the stream is full. Returns the bytes that these pages and the shared
   * drawings on them take in the file, whoever drew those first.
   */
  async addPages(pages: readonly (readonly Placement[])[]): Promise<number> {
    this.releaseLastPage();
    const formsBefore = this.allFormBytes;
    const before = this.written;
    for (const page of pages) this.addPage(page);
    this.releaseLastPage();
    const own = this.written - before - (this.allFormBytes - formsBefore);
    const used = new Set(pages.flat().map((placement) => placement.drawing));
    await this.flush();
    return own + [...used].reduce((sum, drawing) => sum + (this.formBytes.get(drawing) ?? 0), 0);
  }

  private addPage(placements: readonly Placement[]): void {
    this.releaseLastPage();
    this.document.addPage({ size: [mm(A4_MM.width), mm(A4_MM.height)], margin: 0 });
    this.pageCount++;
    for (const placement of placements) this.place(placement);
  }

  private async flush(): Promise<void> {
    const chunk = this.document.read() as Buffer | null;
    if (chunk === null) return;
    this.hash.update(chunk);
    this.byteCount += chunk.length;
    if (this.out.destroyed || !this.out.write(chunk))
      await Promise.race([once(this.out, 'drain'), this.taken]);
  }

  /** Finishes the file and the stream. */
  async close(): Promise<WrittenFile> {
    this.document.end();
    await this.flush();
    this.out.end();
    await this.taken;
    return { sha256: this.hash.digest('hex'), bytes: this.byteCount, pages: this.pageCount };
  }

  private place({ x, y, drawing, shared }: Placement): void {
    const { document } = this;
    if (!shared) {
      drawItems(document, drawing.items, x, y, this.options.palette);
      return;
    }
    let form = this.forms.get(drawing);
    if (form === undefined) {
      const before = this.written;
      form = recordForm(document, `X${this.forms.size + 1}`, () =>
        drawItems(document, drawing.items, 0, 0, this.options.palette),
      );
      this.forms.set(drawing, form);
      this.formBytes.set(drawing, this.written - before);
      this.allFormBytes += this.written - before;
    }
    form.drawAt(x, y);
  }

  /** pdfkit keeps a page's dictionary for the page tree; only its number is needed there once it is written. */
  private releaseLastPage(): void {
    const last = this.document.page as PDFKit.PDFPage | null;
    if (last === null) return;
    this.document.flushPages();
    (last.dictionary as unknown as { data: object }).data = {};
    this.document.page = null as unknown as PDFKit.PDFPage;
  }
}

/** Noon UTC of the day. */
function fixedDate(date: PlainDate): Date {
  const { year, month, day } = civilOf(toDay(date));
  return new Date(Date.UTC(year, month - 1, day, 12));
}
