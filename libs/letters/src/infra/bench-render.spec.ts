import { benchRender } from './bench-render';

describe('rendering a long run', () => {
  it('is at least half as fast as bare pdfkit writing the same lines', async () => {
    const bench = await benchRender(150);
    expect(bench.letters).toBe(150);
    expect(bench.ratio).toBeGreaterThan(0.5);
  });
});
