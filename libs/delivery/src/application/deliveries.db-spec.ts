import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditLog } from '@kallelse/access';
import {
  BatchEntity,
  Batches,
  BatchFigures,
  GenerateBatch,
  PreviewBatch,
  ReleaseBatch,
} from '@kallelse/batches';
import { SettleRounds } from '@kallelse/episodes';
import { loadCatalogue } from '@kallelse/letters';
import { ImportReference, ImportResidents } from '@kallelse/population';
import { DefinitionEntity, definitionsFolder, Programmes } from '@kallelse/programmes';
import type { Queues } from '@kallelse/platform';
import { testDatabase } from '../../../../test/support/database';
import { SimulatedInbox } from '../../../../test/simulators/src/inbox-1177';
import { csv, file, row, testNumber } from '../../../population/spec/register-file';
import { ChunkLeases } from '../infra/chunk-lease';
import { Inbox1177 } from '../infra/inbox-1177';
import { PrintFolder } from '../infra/print/print-folder';
import { RenderThread } from '../infra/print/render-thread';
import { Deliveries } from './deliveries';
import { SendChunk } from './send-chunk';
import { WriteRun } from './write-run';

const db = testDatabase({ entities: [DefinitionEntity, BatchEntity] });
const clock = { now: () => new Date('2026-11-24T10:00:00Z') };
const anna = { user: 'anna' };
const bo = { user: 'bo' };

it('flows', async () => {
  const audit = new AuditLog(db.databases, clock);
  const programmes = new Programmes(db.databases, clock, audit);
  await programmes.submit(join(definitionsFolder(), 'cervical.yaml'), anna);
  await programmes.approve('cervical', '2026.1', bo);
  const rows = Array.from({ length: 20 }, (_, i) =>
    row({
      identity: testNumber(`19800${1 + (i % 9)}05`, i),
      birth_date: `1980-0${1 + (i % 9)}-05`,
      first_registered_sex: 'female',
      ...(i === 3 ? { protection: 'protected' } : {}),
      ...(i === 4 ? { address1: '' } : {}),
    }),
  );
  await new ImportReference(db.databases, clock, audit).run(
    'units',
    file(
      'id,name,kind,region,phone,hours,return_address,programmes\nu1,Kallelsekansliet,office,01,08-465 004 00,mån–fre 8–16,"Kallelsekansliet, Box 1, 990 00 Provstad",cervical breast\n',
    ),
    anna,
  );
  await new ImportResidents(db.databases, clock, audit).run({ path: file(csv(rows)), actor: anna });
  const batches = new Batches(db.databases, clock, audit, programmes);
  const b = await batches.plan({ kind: 'invitation', programme: 'cervical' }, anna);
  const p = await new PreviewBatch(
    db.databases,
    clock,
    batches,
    programmes,
    () => new Set(loadCatalogue().ids),
  ).run(b.id, anna);
  console.log(p.preview.selected, p.preview.channels);
  await batches.submit(b.id, anna);
  await batches.approve(b.id, bo);
  await new GenerateBatch(db.databases, clock, batches, programmes).run(b.id, anna);
  await new ReleaseBatch(db.databases, clock, batches).run(b.id, bo);
  const inbox = new SimulatedInbox();
  inbox.behave({ noAccountRate: 0.4 });
  const url = await inbox.listen();
  const leases = new ChunkLeases(db.databases);
  const folder = mkdtempSync(join(tmpdir(), 'kallelse-d-'));
  const thread = new RenderThread();
  const catalogue = loadCatalogue();
  const languageUrl = 'https://www.1177.se/other-languages';
  const deliveries = new Deliveries({
    databases: db.databases,
    queues: { sendAll: () => Promise.resolve() } as unknown as Queues,
    clock,
    leases,
    sendChunk: new SendChunk(leases, clock, {
      channel: new Inbox1177({ url, recovery: 'same-key', timeoutMs: 2000 }),
      catalogue,
      languageUrl,
    }),
    writeRun: new WriteRun(leases, clock, new PrintFolder(folder), thread, { catalogue, languageUrl }),
    settle: new SettleRounds(db.databases, clock),
    runSize: 1000,
  });
  for (let i = 0; i < 10; i++) {
    const open = await deliveries.open(b.id);
    console.log(open);
    if (open.length === 0) break;
    for (const c of open) await deliveries.work(c.id);
  }
  console.log(inbox.counts, await new BatchFigures(db.databases).reconcile(b.id));
  console.log(readdirSync(join(folder, 'print')), readdirSync(join(folder, 'print-outbox')));
  for (const r of readdirSync(join(folder, 'print'))) console.log(r, readdirSync(join(folder, 'print', r)));
  console.log(readFileSync(join(folder, 'print', 'b1-paper-1', 'manifest.csv'), 'utf8'));
  console.log(
    await db.databases.query(
      'kallelse_generate',
      'select id, state, handed_over_on, valid_until from screening.episodes order by id limit 3',
    ),
    await db.databases.query(
      'kallelse_generate',
      'select kind, step, due_on, state, reason, count(*) from screening.contacts group by 1,2,3,4,5 order by 2',
    ),
  );
  await inbox.close();
  await thread.close();
});
