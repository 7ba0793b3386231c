import { benchRender } from './bench-render';

// Sets real type in thousands of lines; a busy machine takes its time.
jest.setTimeout(60_000);

describe('rendering a long run', () => {
  it('is at least half as fast as bare pdfkit writing the same lines', async () => {
    const bench = await benchRender(150);
    expect(bench.letters).toBe(150);
    expect(bench.ratio).toBeGreaterThan(0.5);
  });
});
