/** Reads PDFs in a thread of its own: the reader is an ES module, which jest's own environment cannot load. */
import { parentPort } from 'node:worker_threads';
import { getDocument } from 'unpdf/pdfjs';

parentPort.on('message', async (bytes) => {
  try {
    parentPort.postMessage({ pages: await readPages(bytes) });
  } catch (error) {
    parentPort.postMessage({ error: String(error) });
  }
});

async function readPages(bytes) {
  const options = {
    data: bytes,
    verbosity: 0,
    disableFontFace: true,
    useSystemFonts: false,
    stopAtErrors: true,
  };
  const document = await getDocument(options).promise;
  const pages = [];
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const [, , width, height] = page.view;
    const { items } = await page.getTextContent();
    const texts = items
      .filter((item) => item.str.trim() !== '')
      .map(({ str, transform, width: textWidth }) => ({
        text: str,
        x: transform[4],
        y: height - transform[5],
        size: transform[0],
        width: textWidth,
      }));
    pages.push({ width, height, texts });
    page.cleanup();
  }
  await document.destroy();
  return pages;
}
