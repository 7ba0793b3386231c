import { benchRender } from '@kallelse/letters';
import { median, type Outcome } from './measure';

/** Of so many residents one gets a letter in the run that is measured. */
const RESIDENTS_PER_LETTER = 100;
const WARM_UP_LETTERS = 200;

/** A print run in turn with a bare pdfkit loop that draws the same lines. */
export async function benchPrint(
  residents: number,
  repeats: number,
  say: (line: string) => void,
): Promise<Outcome> {
  const letters = Math.max(20, Math.round(residents / RESIDENTS_PER_LETTER));
  await benchRender(Math.min(letters, WARM_UP_LETTERS));
  const runs = [];
  for (let repeat = 0; repeat < repeats; repeat++) runs.push(await benchRender(letters));
  const ours = median(runs.map(({ msPerLetter }) => msPerLetter));
  const bare = median(runs.map(({ bareMsPerLetter }) => bareMsPerLetter));
  say(`print: ${ours.toFixed(2)} ms a letter, bare ${bare.toFixed(2)} ms`);
  const unit = 'letters/s';
  return {
    measures: [
      {
        measure: 'print run against bare pdfkit',
        size: `${letters} letters`,
        ours: { value: 1000 / ours, unit },
        baseline: { value: 1000 / bare, unit },
        ratio: median(runs.map(({ ratio }) => ratio)),
        target: { at: 'least', value: 0.5 },
      },
    ],
    paces: [{ measure: 'print run', size: letters, secondsEach: ours / 1000 }],
  };
}
