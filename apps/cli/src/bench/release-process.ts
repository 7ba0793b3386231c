import { Batches, GenerateBatch, PreviewBatch, ReleaseBatch } from '@kallelse/batches';
import { setTimeout as delay } from 'node:timers/promises';
import { Deliveries, SEND_CHUNK, WRITE_RUN } from '@kallelse/delivery';
import { MovableClock } from '@kallelse/platform';
import { putInForce } from '../demo/load-region';
import { PROGRAMMES } from '../demo/synthetic';
import { type Office, withOffice } from '../office';
import { waitForBatch } from '../work-until-done';
import { timed } from './measure';
import { MORNING } from './region';

/** What releasing took, in a process of its own that does all the work. */
export interface Released {
  /** Letters handed over in finished print runs. */
  readonly letters: number;
  readonly seconds: number;
  /** The largest resident set the process ever had. */
  readonly peakBytes: number;
  /** Parts they were worked in, each a job. */
  readonly jobs: number;
  /** Seconds for so many jobs that have nothing to do. */
  readonly idleSeconds: number;
}

const WARM_UP = 500;
const POLL_MS = 5;
const PEOPLE = { author: { user: 'bench' }, approver: { user: 'approver' } };
const SILENT = {
  out: () => Promise.resolve(),
  note: () => undefined,
  unread: new AbortController().signal,
};

/**
 * A process that releases batches on paper, works them to finished print runs by the queue, and then as many jobs again that
 * have nothing to do. Argument: how many letters.
 */
async function main(): Promise<void> {
  const letters = Number(process.argv[2] ?? 0);
  const released = await withOffice<Released>(SILENT, (office) => release(office, letters), {
    clock: new MovableClock(MORNING),
  });
  process.send?.(released, () => process.disconnect());
}

async function release(office: Office, letters: number): Promise<Released> {
  await putInForce(office, PEOPLE);
  const deliveries = office.get(Deliveries);
  const { queues } = office.platform;
  let idle = 0;
  queues.handle(SEND_CHUNK, async ({ chunk }) => {
    if (chunk > 0) return deliveries.work(chunk);
    idle++;
  });
  queues.handle(WRITE_RUN, ({ chunk }) => deliveries.work(chunk));
  await queues.start();
  // The first batch warms fonts, templates and the queue up.
  await through(office, await generated(office, WARM_UP));
  let sent = 0;
  let jobs = 0;
  let seconds = 0;
  for (const programme of PROGRAMMES) {
    const batch = sent < letters ? await generated(office, letters - sent, programme) : undefined;
    if (!batch) continue;
    seconds += await through(office, batch);
    sent += batch.size;
    jobs += await chunksOf(office, batch.id);
  }
  const { seconds: idleSeconds } = await timed(async () => {
    await queues.sendAll(
      SEND_CHUNK,
      Array.from({ length: jobs }, (_, i) => ({ chunk: -1 - i, generation: 1 })),
    );
    while (idle < jobs) await delay(POLL_MS);
  });
  return { letters: sent, seconds, peakBytes: process.resourceUsage().maxRSS * 1024, jobs, idleSeconds };
}

interface Batch {
  readonly id: number;
  readonly size: number;
}

/** A batch of at most so many, ready to be released; undefined: nobody is due any more. */
async function generated(
  office: Office,
  capacity: number,
  programme = 'cervical',
): Promise<Batch | undefined> {
  const batches = office.get(Batches);
  const { id } = await batches.plan(
    { kind: 'invitation', programme, capacity, seed: 'bench' },
    PEOPLE.author,
  );
  const { preview } = await office.get(PreviewBatch).run(id, PEOPLE.author);
  if (preview.selected === 0) return undefined;
  await batches.submit(id, PEOPLE.author);
  await batches.approve(id, PEOPLE.approver, 'the bench');
  const { generated: size } = await office.get(GenerateBatch).run(id, PEOPLE.author);
  return { id, size };
}

/** Seconds from release to the last finished print run. */
async function through(office: Office, batch: Batch | undefined): Promise<number> {
  if (!batch) return 0;
  const { seconds } = await timed(async () => {
    await office.get(ReleaseBatch).run(batch.id, PEOPLE.approver);
    await waitForBatch(office.get(Deliveries), batch.id);
  });
  return seconds;
}

async function chunksOf(office: Office, batch: number): Promise<number> {
  const rows = await office.platform.databases.query<{ n: number }>(
    'kallelse_delivery',
    'SELECT count(*)::int AS n FROM screening.chunks WHERE batch_id = $1',
    [batch],
  );
  return rows[0]?.n ?? 0;
}

void main();
