import { join } from 'node:path';
import { plainDate } from '@kallelse/kernel';
import { loadRegion } from '../../apps/cli/src/demo/load-region';
import { generateRegion, type RegionManifest } from '../../apps/cli/src/demo/synthetic';
import { withOffice } from '../../apps/cli/src/office';
import { KeptTerminal } from './kept-terminal';
import { type TestOffice } from './office';

/** The day of the synthetic regions of whole-system suites. */
export const REGION_DAY = plainDate('2026-09-01');
/** The instant at which such an office opens, for KALLELSE_NOW. */
export const REGION_NOW = `${REGION_DAY}T07:00:00Z`;

/** Writes the files of a synthetic region into the office's folder, as its suppliers would deliver them. */
export async function writeTestRegion(
  { folder }: Pick<TestOffice, 'folder'>,
  { residents, seed }: { readonly residents: number; readonly seed: number },
): Promise<{ readonly files: string; readonly manifest: RegionManifest }> {
  const files = join(folder, 'files');
  return { files, manifest: await generateRegion({ asOf: REGION_DAY, residents, seed }).writeTo(files) };
}

/** Imports a written region and puts the four programmes in force, without the command line. */
export async function fillOffice(office: TestOffice, files: string): Promise<void> {
  const people = { author: { user: 'anna' }, approver: { user: 'bo' } };
  await office.under(() =>
    withOffice(new KeptTerminal(), (opened) => loadRegion(opened, files, people, () => undefined)),
  );
}

/** Takes a batch by the command line to where it can be released. */
export async function approvedBatch(
  office: TestOffice,
  ...plan: readonly string[]
): Promise<{ readonly id: number; readonly selected: number }> {
  const { id } = await office.json<{ id: number }>('batch', 'plan', ...plan, '--as', 'anna');
  const { selected } = await office.json<{ selected: number }>(
    'batch',
    'preview',
    String(id),
    '--as',
    'anna',
  );
  await office.done('batch', 'submit', String(id), '--as', 'anna');
  await office.done('batch', 'approve', String(id), '--as', 'bo');
  await office.done('batch', 'generate', String(id), '--as', 'anna');
  return { id, selected };
}
