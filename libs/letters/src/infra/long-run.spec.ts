import { Writable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DATE, everyLetter, letter, Memory, options, RECIPIENT, render } from '../../spec/samples';
import { loadLetterAssets } from './letter-assets';
import { renderPostingList } from './render-mediation';
import { renderRun } from './render-run';

// Sets real type in thousands of lines; a busy machine takes its time.
jest.setTimeout(60_000);

describe('the bytes of a run', () => {
  const input = everyLetter().slice(0, 6);

  it('are equal for equal input, also from freshly opened fonts and templates', async () => {
    const first = await render(input);
    const second = await render(input, options(), loadLetterAssets());
    expect(second.pdf.equals(first.pdf)).toBe(true);
  });

  it('are equal whatever the same fonts have set before', async () => {
    const used = loadLetterAssets();
    // A hyphen first met as U+2011, which shares its glyph with the common one.
    const list = { run: 'A\u2011B', date: DATE, unit: 'office', entries: [] };
    await renderPostingList(list, options(), new Memory(), used);
    // Ő and Ű are embedded with a capital accent as their part, which A\u030b then needs as a character.
    await render([letter({ recipient: { ...RECIPIENT, name: 'Ő Ű' } })], options(), used);
    const accented = [...input, letter({ recipient: { ...RECIPIENT, name: 'A\u030b' } })];
    const after = await render(accented, options(), used);
    const afresh = await render(accented, options(), loadLetterAssets());
    expect(after.pdf.equals(afresh.pdf)).toBe(true);
  });

  it('differ when the date of the run differs', async () => {
    const first = await render(input);
    const second = await render(input, options({ date: '2026-11-25' as typeof DATE }));
    expect(second.result.sha256).not.toBe(first.result.sha256);
  });

  it('hold each font once, however many letters', async () => {
    const { pdf } = await render(everyLetter());
    expect(pdf.toString('latin1').match(/\/Type \/FontDescriptor/g)).toHaveLength(2);
  });
});

describe('a stream that fails', () => {
  const many = Array.from({ length: 40 }, (_, i) => letter({ dispatchId: i + 1 }));
  const failing = (fail: (out: Writable) => void): Writable => {
    let chunks = 0;
    return new Writable({
      highWaterMark: 1,
      write(_chunk, _encoding, done): void {
        if (++chunks === 5) fail(this);
        else setImmediate(done);
      },
    });
  };

  it('fails the run', async () => {
    const out = failing((stream) => stream.destroy(new Error('disk full')));
    await expect(renderRun(many, options(), out)).rejects.toThrow('disk full');
  });

  it('fails the run when it is closed under it', async () => {
    await expect(
      renderRun(
        many,
        options(),
        failing((stream) => stream.destroy()),
      ),
    ).rejects.toThrow(/premature close/i);
    const closed = new Memory();
    closed.destroy();
    await expect(renderRun(many, options(), closed)).rejects.toThrow(/premature close/i);
  });
});

describe('a long run', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const liveHeap = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };

  it('keeps no pages: what stays alive per page is a fraction of a page', async () => {
    const heaps: number[] = [];
    const letters = function* (): Iterable<ReturnType<typeof letter>> {
      for (let i = 1; i <= 1500; i++) {
        if (i === 100 || i === 1500) heaps.push(liveHeap());
        yield letter({ dispatchId: i });
      }
    };
    const nowhere = new Writable({ write: (_chunk, _encoding, done): void => done() });
    const { pages } = await renderRun(letters(), options(), nowhere);
    expect(pages).toBe(3000);
    const [early = 0, late = 0] = heaps;
    expect((late - early) / 2800).toBeLessThan(2500);
  });
});
