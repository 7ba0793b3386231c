import { readFileSync, existsSync, writeFileSync } from 'node:fs';
import { AuditLog } from '@kallelse/access';
import { sha256 } from '@kallelse/kernel';
import { testDatabase } from '../../../../test/support/database';
import { csv, file, row, testNumber, type RowInput } from '../../spec/register-file';
import { ImportResidents } from './import-residents';

const db = testDatabase();
const clock = { now: () => new Date('2026-06-15T10:00:00Z') };
const actor = { user: 'anna' };

function importer(): ImportResidents {
  return new ImportResidents(db.databases, clock, new AuditLog(db.databases, clock));
}

async function importRows(rows: readonly RowInput[]) {
  return importer().run({ path: file(csv(rows.map(row))), actor });
}

async function one<T>(text: string, values: unknown[] = []): Promise<T | undefined> {
  const rows = await db.databases.query<T>('kallelse_import', text, values);
  return rows[0];
}

const A = testNumber('19800505', 0);
const B = testNumber('19800505', 1);

it('imports', async () => {
  const s = await importRows([
    { identity: A, first_registered_sex: 'female' },
    { identity: B, event: 'full', since: '' },
  ]);
  expect(s).toMatchObject({ rows: 2, rejected: 0, counts: { new: 2 } });
  console.log(s, await one('select * from screening.resident_facts'));
  const s2 = await importRows([{ identity: A, event: 'change', municipality: '0181', since: '2025-01-01' }]);
  console.log(
    s2,
    await db.databases.query('kallelse_import', 'select * from screening.residencies order by seq'),
  );
  console.log(existsSync('/x'), readFileSync, writeFileSync, sha256);
});
