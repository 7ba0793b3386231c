import { plainDate } from '@kallelse/kernel';
import { testDatabase } from '@test/support/database';
import fc from 'fast-check';
import { arbitraryFiles, DISTRICT_CODES, type SuppliedFile } from '../../spec/arbitrary-files';
import { csv, file } from '../../spec/register-file';
import { IMPORTED, READ_MODELS, RegisterOffice, vouchFor } from '../../spec/register-office';
import { householdKey } from '../infra/register/household-key';
import { refreshFacts } from '../infra/register/refresh-facts';
import { refreshReach } from '../infra/register/refresh-reach';
import type { ReferenceSummary } from './import-reference';
import type { ImportSummary } from './import-summary';

jest.setTimeout(300_000);

/** How many sequences of files, each tried on an empty database; with another seed they are others. */
const SEQUENCES = { numRuns: 12, seed: 20261126 };

const db = testDatabase();

/** An office that has forgotten everything, but for its database. */
async function newOffice(): Promise<RegisterOffice> {
  const office = new RegisterOffice(db);
  office.day = plainDate('2026-05-01');
  await office.rows(
    `TRUNCATE ${[...IMPORTED, 'analytics.districts', 'identity.wrong_links', 'identity.merged_identifiers'].join(', ')} CASCADE`,
  );
  return office;
}

type Run = (() => Promise<ImportSummary | ReferenceSummary>) & { readonly path: string };

/** Writes a file and returns how to import it. */
function supplied(office: RegisterOffice, given: SuppliedFile): Run {
  const written = (path: string, run: () => Promise<ImportSummary | ReferenceSummary>): Run =>
    Object.assign(run, { path });
  switch (given.kind) {
    case 'residents': {
      const path = file(csv(given.rows));
      return written(path, () => office.importFile(path, { acceptGap: true }));
    }
    case 'events': {
      const path = file(given.lines.map((line) => `${JSON.stringify(line)}\n`).join(''), 'ndjson');
      return written(path, () => office.importEvents(path, { acceptGap: true }));
    }
    case 'districts': {
      const lines = DISTRICT_CODES.map(
        (code, i) => `${code},2020,regso,Namn,${String(given.areaTypes[i])},2020-01-01\n`,
      );
      const text = `code,vintage,level,name,area_type,valid_from\n${lines.join('')}`;
      return written('', () => office.reference('districts', text));
    }
  }
}

class NotKept extends Error {}

/** The read models as they would be had they been derived from the sources at once; nothing of it is kept. */
async function rebuilt(office: RegisterOffice): Promise<Record<string, unknown[]>> {
  const found: Record<string, unknown[]> = {};
  const work = db.databases.transaction('kallelse_import', async (tx) => {
    await refreshFacts(tx, office.today);
    await refreshReach(tx, await householdKey(tx), 'SELECT resident_id FROM identity.persons');
    for (const table of READ_MODELS) {
      const rows = await tx.query<{ row: unknown }[]>(
        `SELECT row FROM (SELECT to_jsonb(t) AS row FROM ${table} AS t) AS rows ORDER BY row::text`,
      );
      found[table] = rows.map(({ row }) => row);
    }
    throw new NotKept();
  });
  await work.catch((error: unknown) => {
    if (!(error instanceof NotKept)) throw error;
  });
  return found;
}

describe('files in any sequence', () => {
  it('leave, one after another, what a rebuild from the sources gives; a second import changes nothing', async () => {
    const seen = new Set<string>();
    const note = (kind: string, summary: ImportSummary | ReferenceSummary): void => {
      if (!('counts' in summary)) return;
      for (const [key, count] of Object.entries({ ...summary.counts, ...summary.further }))
        if (count > 0) seen.add(`${kind} ${key}`);
    };
    await fc.assert(
      fc.asyncProperty(arbitraryFiles, async (files) => {
        const office = await newOffice();
        let sequence = 0;
        for (const given of files) {
          const run = supplied(office, given);
          note(given.kind, await run());
          const models = await office.contents(READ_MODELS);
          expect(models).toEqual(await rebuilt(office));
          const everything = await office.contents(IMPORTED);
          await run();
          expect(await office.contents(IMPORTED)).toEqual(everything);
          if (run.path !== '') {
            // As another file of the same content, which is merged in full.
            vouchFor(run.path, { sequence: ++sequence });
            note(given.kind, await run());
            expect(await office.contents(READ_MODELS)).toEqual(models);
          }
          office.later();
        }
      }),
      SEQUENCES,
    );
    for (const kind of [
      'new',
      'changed',
      'unchanged',
      'outdated',
      'newNumbers',
      'mergedResidents',
      'reviews',
      'parkedTaken',
    ])
      expect(seen).toContain(`residents ${kind}`);
    for (const kind of ['new', 'changed', 'annulled', 'unchanged', 'parked'])
      expect(seen).toContain(`events ${kind}`);
  });
});
