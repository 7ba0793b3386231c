import { join } from 'node:path';
import { AuditLog } from '@kallelse/access';
import { ImportEvents, ImportResidents } from '@kallelse/population';
import { DefinitionEntity, definitionsFolder, Programmes } from '@kallelse/programmes';
import { testDatabase } from '../../../../test/support/database';
import { csv, file, row, testNumber } from '../../../population/spec/register-file';
import { BatchEntity } from '../infra/batch.entity';
import { BatchFigures } from './batch-figures';
import { Batches } from './batches';
import { GenerateBatch } from './generate-batch';
import { PreviewBatch } from './preview-batch';
import { ReleaseBatch } from './release-batch';

const db = testDatabase({ entities: [DefinitionEntity, BatchEntity] });
const clock = { now: () => new Date('2026-11-24T10:00:00Z') };
const anna = { user: 'anna' };
const bo = { user: 'bo' };

it('flows', async () => {
  const audit = new AuditLog(db.databases, clock);
  const programmes = new Programmes(db.databases, clock, audit);
  await programmes.submit(join(definitionsFolder(), 'cervical.yaml'), anna);
  await expect(programmes.approve('cervical', '2026.1', anna)).rejects.toThrow('may not approve');
  await programmes.approve('cervical', '2026.1', bo);
  await programmes.submit(join(definitionsFolder(), 'opt.yaml'), anna);
  await programmes.approve('opt', '2026.1', bo);
  const rows = Array.from({ length: 20 }, (_, i) =>
    row({
      identity: testNumber(`19800${1 + (i % 9)}05`, i),
      birth_date: `1980-0${1 + (i % 9)}-05`,
      first_registered_sex: i % 5 === 0 ? '' : i % 2 ? 'female' : 'male',
    }),
  );
  const s = await new ImportResidents(db.databases, clock, audit).run({ path: file(csv(rows)), actor: anna });
  console.log(s);
  const ev = await new ImportEvents(db.databases, clock, audit).run({
    path: file(
      [
        {
          identity: rows[1]?.identity,
          programme: 'cervical',
          type: 'test',
          date: '2024-01-01',
          method: 'hpv',
          result: 'negative',
        },
        { identity: rows[3]?.identity, programme: 'cervical', kind: 'permanent', from: '2024-01-01' },
      ]
        .map((x) => JSON.stringify(x) + '\n')
        .join(''),
      'ndjson',
    ),
    actor: anna,
  });
  console.log(ev);
  const batches = new Batches(db.databases, clock, audit, programmes);
  const b = await batches.plan({ kind: 'invitation', programme: 'cervical' }, anna);
  const templates = () => new Set(['cervical-invitation', 'cervical-reminder', 'organ-enquiry']);
  const p = await new PreviewBatch(db.databases, clock, batches, programmes, templates).run(b.id, anna);
  console.log(JSON.stringify(p.preview, null, 1));
  await batches.submit(b.id, anna);
  await expect(batches.approve(b.id, anna)).rejects.toThrow('may not approve');
  await batches.approve(b.id, bo);
  const g = new GenerateBatch(db.databases, clock, batches, programmes);
  console.log((await g.run(b.id, anna)).generated, (await g.run(b.id, anna)).generated);
  const r = await new ReleaseBatch(db.databases, clock, batches).run(b.id, bo);
  console.log(
    r.state,
    await new BatchFigures(db.databases).reconcile(b.id),
    await db.databases.query('kallelse_app', 'select * from screening.chunks'),
  );
  const e = await batches.plan({ kind: 'enquiry' }, anna);
  const pe = await new PreviewBatch(db.databases, clock, batches, programmes, templates).run(e.id, anna);
  console.log(JSON.stringify(pe.preview, null, 1));
  await batches.submit(e.id, anna);
  await batches.approve(e.id, bo);
  console.log((await g.run(e.id, anna)).generated);
});
