/**
 * Form XObjects: content written to the file once and drawn on any number of pages, as variable-data printing does it
 * (PDF/VT). pdfkit can refer to one but has no call that makes one, so its drawing calls are recorded: for their
 * duration the document's page is replaced by a recorder with the few members that they use.
 */
export interface Form {
  /** Draws the content on the current page, moved by so many points. */
  drawAt(x: number, y: number): void;
}

interface Recorder {
  readonly width: number;
  readonly height: number;
  readonly fonts: object;
  readonly chunks: unknown[];
  write(chunk: unknown): void;
}

/** Records what `draw` draws as a form of that name; must be called while a page is open. */
export function recordForm(document: PDFKit.PDFDocument, name: string, draw: () => void): Form {
  const { page } = document;
  const recorder = newRecorder(page);
  document.page = recorder as unknown as PDFKit.PDFPage;
  try {
    draw();
  } finally {
    document.page = page;
  }
  const form = document.ref({
    Type: 'XObject',
    Subtype: 'Form',
    BBox: [-page.width, -page.height, 2 * page.width, 2 * page.height],
    Resources: { Font: recorder.fonts },
  });
  for (const chunk of recorder.chunks) form.write(chunk);
  form.end(undefined);
  return {
    drawAt(x, y): void {
      (document.page.xobjects as Record<string, unknown>)[name] = form;
      document.save();
      if (x !== 0 || y !== 0) document.translate(x, y);
      document.addContent(`/${name} Do`);
      document.restore();
    },
  };
}

function newRecorder(page: PDFKit.PDFPage): Recorder {
  const chunks: unknown[] = [];
  return {
    width: page.width,
    height: page.height,
    fonts: {},
    chunks,
    write: (chunk): void => {
      chunks.push(chunk);
    },
  };
}
