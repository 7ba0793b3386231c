import { utils } from 'ssh2';
import { SupplierOfTests } from '@test/support/print-supplier';
import { deliveryOffice } from '../../../spec/delivery-office';
import { PrintFolder } from './print-folder';
import type { RunExit } from './run-exit';
import { SftpExit } from './sftp-exit';
import { fingerprint } from './sftp-session';

jest.setTimeout(120_000);

const office = deliveryOffice();
let supplier: SupplierOfTests;

beforeAll(async () => {
  supplier = await SupplierOfTests.start();
  await office.begin();
});
afterAll(() => supplier.stop());
afterEach(() => supplier.behave({}));

const FILES = ['READY', 'letters.pdf', 'manifest.csv', 'manifest.json'];

function hostKeyOf(publicKey: string): string {
  const key = utils.parseKey(publicKey);
  if (key instanceof Error) throw key;
  return fingerprint(key.getPublicSSH());
}

function exit(changes: { port?: number; hostKey?: string; keyFile?: string } = {}): SftpExit {
  const { port, keyFile, hostKey } = supplier;
  const server = {
    host: '127.0.0.1',
    port,
    user: 'kallelse',
    folder: '/',
    keyFile,
    hostKey: hostKeyOf(hostKey),
  };
  return new SftpExit({ ...server, ...changes });
}

const workerBy = (way: RunExit) => office.worker({ print: new PrintFolder(office.artefacts, 'print', way) });

/** A batch of two, released; its only run. */
async function batchOfTwo(): Promise<{ batch: number; run: string }> {
  await office.register({}, {});
  const batch = await office.released();
  return { batch, run: `b${batch}-paper-1` };
}

const runsTaken = async (run: string) => (await supplier.taken()).filter((one) => one.run === run);

describe('a print run by SFTP', () => {
  it('arrives whole, marker and all, once, and nothing of it stays in the house', async () => {
    const { batch, run } = await batchOfTwo();
    await office.work(batch, workerBy(exit()));
    expect(await runsTaken(run)).toEqual([{ run, files: FILES }]);
    expect(await office.standing(batch)).toEqual(['handed-over: 2']);
  });

  it('goes to nobody who has not the pinned host key', async () => {
    const { batch, run } = await batchOfTwo();
    const stranger = exit({ hostKey: hostKeyOf(utils.generateKeyPairSync('ed25519').public) });
    await expect(office.work(batch, workerBy(stranger))).rejects.toMatchObject({ code: 'SFTP_HOST_KEY' });
    expect([await runsTaken(run), await office.standing(batch)]).toEqual([[], ['in-progress: 2']]);
    await office.workAgain(batch, workerBy(exit()));
    expect(await runsTaken(run)).toHaveLength(1);
  });

  it('whose rename was not confirmed is not sent again, though the supplier has taken it away', async () => {
    const { batch, run } = await batchOfTwo();
    await supplier.behave({ breakAfterRename: 1 });
    await expect(office.work(batch, workerBy(exit()))).rejects.toMatchObject({ code: 'SFTP_FAILED' });
    await office.workAgain(batch, workerBy(exit()));
    expect(await runsTaken(run)).toHaveLength(1);
    expect(await office.standing(batch)).toEqual(['handed-over: 2']);
  });

  it.each([
    ['breaks in the middle of a file', { breakInFile: 1 }],
    ['has no room', { isFull: true }],
    ['keeps half of a file', { cutsFiles: true }],
    ['lets nobody in', { refusesKeys: true }],
  ])('to a supplier that %s is sent whole later', async (_, behaviour) => {
    const { batch, run } = await batchOfTwo();
    await supplier.behave(behaviour);
    await expect(office.work(batch, workerBy(exit()))).rejects.toMatchObject({
      code: expect.stringMatching(/^SFTP_(FAILED|REFUSED)$/) as string,
    });
    expect(await runsTaken(run)).toEqual([]);
    await supplier.behave({});
    await office.workAgain(batch, workerBy(exit()));
    expect(await runsTaken(run)).toEqual([{ run, files: FILES }]);
  });

  it('waits for a supplier whose server is down', async () => {
    const { batch, run } = await batchOfTwo();
    await expect(office.work(batch, workerBy(exit({ port: 1 })))).rejects.toMatchObject({
      code: 'SFTP_UNREACHABLE',
    });
    await office.workAgain(batch, workerBy(exit()));
    expect(await runsTaken(run)).toHaveLength(1);
  });

  it('that a frozen worker still brings across is handed over by another alone', async () => {
    const { batch, run } = await batchOfTwo();
    const real = exit();
    let wake: () => void = () => undefined;
    const frozen = new Promise<void>((resolve) => (wake = resolve));
    let prepared: () => void = () => undefined;
    const isPrepared = new Promise<void>((resolve) => (prepared = resolve));
    const slow: RunExit = {
      prepare: async (name, work) => {
        await real.prepare(name, work);
        prepared();
        await frozen;
      },
      release: (name, id) => real.release(name, id),
    };
    const late = office.work(batch, workerBy(slow)).catch(() => undefined);
    await isPrepared;
    await office.expireLeases();
    await office.workAgain(batch, workerBy(real));
    wake();
    await late;
    expect(await runsTaken(run)).toHaveLength(1);
    expect(await office.standing(batch)).toEqual(['handed-over: 2']);
  });
});

it('a key file that is none is named by its setting before anything is sent', async () => {
  await expect(exit({ keyFile: __filename }).try()).rejects.toMatchObject({ code: 'SFTP_KEY' });
});

it('a connection that is tried leaves nothing behind', async () => {
  await exit().try();
  await expect(exit().try()).resolves.toBeUndefined();
});
