import { setTimeout as delay } from 'node:timers/promises';
import { Deliveries, DeliveryWorker } from '@kallelse/delivery';
import { ProblemError } from '@kallelse/kernel';
import { type Terminal } from './command';
import { type Office } from './office';
import { noteProgress } from './open';
import { count } from './output';

const POLL_MS = 150;
/** A chunk that failed this often is not waited for: what stands in the way needs a person. */
const MOST_ATTEMPTS = 3;
const PAUSED = new Set(['SENDING_PAUSED', 'CHANNEL_PAUSED']);
/** What trying again does not mend while this process runs. */
const ENDS = new Set([...PAUSED, 'INBOX_NOT_CONFIGURED']);
const SILENCE_MS = 2000;
const WAKE_ALL_MS = 2000;

/**
 * Works the queue in this process until every chunk of a batch is done; other workers may help. Ends early, and says why,
 * when sending is paused or something is in the way that trying again does not mend.
 */
export async function workUntilDone(office: Office, batchId: number, terminal: Terminal): Promise<void> {
  const { queues } = office.platform;
  const deliveries = office.get(Deliveries);
  office.get(DeliveryWorker).handleJobs();
  await queues.start();
  await deliveries.tryNow(batchId);
  await waitForBatch(deliveries, batchId, noteProgress(terminal));
}

/** Waits until a batch's chunks are done, waking workers on the way; see {@link workUntilDone}. */
export async function waitForBatch(
  deliveries: Deliveries,
  batchId: number,
  onProgress: (line: string) => void = () => undefined,
): Promise<void> {
  let shown = '';
  let since = performance.now();
  let woken = -Infinity;
  for (;;) {
    if (await deliveries.isThrough(batchId)) return;
    const open = await deliveries.open(batchId);
    const stuck = open.find(
      ({ errorCode, attempts }) => errorCode !== null && (ENDS.has(errorCode) || attempts >= MOST_ATTEMPTS),
    );
    if (stuck && open.every(({ errorCode }) => errorCode !== null))
      throw problemOf(batchId, open.length, stuck.errorCode ?? '');
    const line = `still to do: ${count(open.filter(({ kind }) => kind === 'send').length)} to send, ${count(open.filter(({ kind }) => kind === 'print').length)} to print (in parts of up to some hundred)`;
    if (line !== shown) {
      onProgress(line);
      since = performance.now();
    } else if (
      performance.now() - since > SILENCE_MS &&
      open.every(({ id, leasedSeconds }) => leasedSeconds !== null && !deliveries.isInHand(id))
    ) {
      onProgress('  another process has this in hand; if it was killed, its part is taken over within 30 s');
      since = Infinity;
    }
    shown = line;
    // Now and then also what a queue may have lost.
    const isFull = performance.now() - woken > WAKE_ALL_MS;
    if (isFull) woken = performance.now();
    await deliveries.wake(batchId, isFull ? 'all' : 'new');
    await delay(POLL_MS);
  }
}

/** Why parts of a batch wait, and what a person can do. */
function problemOf(batchId: number, open: number, code: string): ProblemError {
  const waiting = open === 1 ? `a part of batch ${batchId} waits` : `${open} parts of batch ${batchId} wait`;
  const again = `run kallelse batch release ${batchId} again`;
  const rest = `what has gone out stays out, the rest waits; ${again}`;
  const problem = (as: string, message: string, fix: string): ProblemError =>
    new ProblemError(as, `${message}; ${waiting}`, { fix });
  if (PAUSED.has(code))
    return problem(
      'SENDING_PAUSED',
      'sending is paused',
      `see kallelse sending status; after resuming ${again}`,
    );
  if (code === 'INBOX_NOT_CONFIGURED') {
    const message =
      'there are messages for a digital service, planned or under way, that is not configured any more';
    return problem(code, message, `set KALLELSE_1177_URL or KALLELSE_MAILBOX_URL as it was, then ${again}`);
  }
  if (code === 'ARTEFACT_DISK_FULL')
    return problem(
      code,
      'the disk of the artefacts is full',
      `make room on the disk of KALLELSE_DATA; ${rest}`,
    );
  if (code.startsWith('PROVIDER_')) {
    const message = `a digital service does not take messages (${code.slice('PROVIDER_'.length)})`;
    return problem(
      'PROVIDER_UNREACHABLE',
      message,
      `see kallelse sending status, check KALLELSE_1177_URL or KALLELSE_MAILBOX_URL and the service; ${rest}`,
    );
  }
  if (code.startsWith('SFTP_'))
    return problem(code, 'the print supplier’s server takes nothing', `kallelse print try says why; ${rest}`);
  return problem(code, 'something went wrong that trying again did not mend', rest);
}
