import { SettleRounds } from '@kallelse/episodes';
import { plainDate } from '@kallelse/kernel';
import { DataExceptions } from '@kallelse/population';
import { readFileSync } from 'node:fs';
import { file } from '../../../population/spec/register-file';
import { rejections } from '../../../population/spec/register-office';
import { anna, DeliveryOffice, deliveryOffice } from '../../spec/delivery-office';
import { TakeReceipts, type ReceiptSummary } from './take-receipts';

jest.setTimeout(120_000);

const START = plainDate('2026-03-02');

class PaperOffice extends DeliveryOffice {
  private get receipts(): TakeReceipts {
    const { databases } = this.db;
    return new TakeReceipts(databases, this.clock, this.audit, new SettleRounds(databases, this.clock));
  }

  /** Letters of some people that are out of the house: the dispatch of each, by number of the person. */
  async letters(
    people: number,
  ): Promise<{ batch: number; letters: { identity: string; dispatch: number }[] }> {
    this.day = START;
    await this.nobodyIsDue();
    await this.settle();
    const identities = await this.register(...Array.from({ length: people }, () => ({})));
    const batch = await this.released();
    await this.work(batch);
    const letters = await Promise.all(
      identities.map(async (identity) => ({ identity, dispatch: await this.lastDispatch(identity) })),
    );
    return { batch, letters };
  }

  async lastDispatch(identity: string): Promise<number> {
    const [row] = await this.asDelivery<{ id: number }>(
      `SELECT max(dispatch.id) AS id FROM screening.dispatches AS dispatch JOIN screening.contacts AS contact ON contact.id = contact_id
       WHERE contact.resident_id = $1`,
      [await this.residentOf(identity)],
    );
    return row?.id ?? 0;
  }

  /** Rows `dispatch state on reason`, as a supplier sends them. */
  async take(...rows: readonly string[]): Promise<ReceiptSummary & { refused: string[] }> {
    const text = ['dispatch,state,on,reason', ...rows.map((row) => row.split(' ').join(',')), ''].join('\n');
    const summary = await this.receipts.file(file(text), anna);
    return { ...summary, refused: rejections(summary) };
  }

  takeText(text: string | Buffer): Promise<ReceiptSummary> {
    return this.receipts.file(file(text), anna);
  }

  async statesOf(identity: string): Promise<string[]> {
    const rows = await this.asDelivery<{ text: string }>(
      `SELECT concat_ws(' ', dispatch.channel, dispatch.state, dispatch.reason) AS text FROM screening.dispatches AS dispatch
       JOIN screening.contacts AS contact ON contact.id = contact_id WHERE contact.resident_id = $1 ORDER BY dispatch.id`,
      [await this.residentOf(identity)],
    );
    return rows.map(({ text }) => text);
  }

  async openExceptions(identity: string): Promise<string[]> {
    const rows = await this.query<{ kind: string }>(
      `SELECT kind FROM screening.exceptions WHERE resident_id = $1 AND resolved_at IS NULL ORDER BY id`,
      [await this.residentOf(identity)],
    );
    return rows.map(({ kind }) => kind);
  }

  /** What a new batch does for whoever is due. */
  async callAgain(): Promise<void> {
    const batch = await this.released();
    await this.work(batch);
  }
}

const office = deliveryOffice(PaperOffice);
beforeAll(() => office.begin());

describe('receipts of a supplier', () => {
  it('bring letters on their way, in any order of rows, and the same again nothing', async () => {
    const { letters } = await office.letters(2);
    const [one, two] = letters.map(({ dispatch }) => dispatch);
    const rows = [`${one} posted 2026-03-02 `, `${one} printed 2026-03-02 `, `${two} printed 2026-03-02 `];
    expect(await office.take(...rows)).toMatchObject({
      rows: 3,
      printed: 2,
      posted: 1,
      known: 0,
      rejected: 0,
    });
    expect(await office.take(...rows)).toMatchObject({
      rows: 3,
      printed: 0,
      posted: 0,
      known: 3,
      rejected: 0,
    });
    expect(await office.statesOf(letters[0]?.identity ?? '')).toEqual(['paper posted']);
  });

  it('refuse row by row what cannot be, and name no letter', async () => {
    const { letters } = await office.letters(2);
    const [one, two] = letters.map(({ dispatch }) => dispatch);
    const taken = await office.take(
      `${one} posted 2026-03-02 `,
      `${one} spoiled 2026-03-02 jam`,
      `${two} posted 2026-03-03 `,
      `${two} posted 2026-03-01 `,
      `${two} returned 2026-03-02 gone`,
      `${two} lost 2026-03-02 `,
      `${two} posted 2026-02-30 `,
      `999999 printed 2026-03-02 `,
      `x printed 2026-03-02 `,
      `${two} spoiled 2026-03-02 ;`,
    );
    expect(taken).toMatchObject({ rows: 10, posted: 1, rejected: 9 });
    expect(taken.refused.sort((a, b) => parseInt(a) - parseInt(b))).toEqual([
      '3 state receipt-impossible',
      '4 on date-in-future',
      '5 on receipt-too-early',
      '6 reason return-reason-unknown',
      '7 state receipt-state-unknown',
      '8 on date',
      '9 dispatch dispatch-unknown',
      '10 dispatch number',
      '11 reason receipt-reason-form',
    ]);
    expect(await office.statesOf(letters[1]?.identity ?? '')).toEqual(['paper handed-over']);
  });

  it.each([
    ['another header', 'dispatch;state;on\n1;posted;2026-03-02\n', 'HEADER'],
    [
      'another encoding',
      Buffer.from('dispatch,state,on,reason\n1,posted,2026-03-02,\xe5\n', 'latin1'),
      'ENCODING',
    ],
    ['nothing', '', 'TRUNCATED'],
  ])('of a file with %s change nothing', async (_, text, code) => {
    await expect(office.takeText(text)).rejects.toMatchObject({
      code: expect.stringContaining(code) as string,
    });
  });
});

describe('a letter that was spoiled', () => {
  it('is made again in another run, three times at most, then somebody looks at it', async () => {
    const { batch, letters } = await office.letters(1);
    const { identity = '', dispatch = 0 } = letters[0] ?? {};
    await office.take(`${dispatch} spoiled 2026-03-02 jam`);
    await office.workAgain(batch);
    expect(await office.statesOf(identity)).toEqual(['paper spoiled jam', 'paper handed-over']);
    expect(await office.standing(batch)).toEqual(['handed-over: 1']);
    for (let time = 0; time < 2; time++) {
      await office.take(`${await office.lastDispatch(identity)} spoiled 2026-03-02 jam`);
      await office.workAgain(batch);
    }
    expect(await office.statesOf(identity)).toHaveLength(3);
    expect(await office.openExceptions(identity)).toEqual(['letter-spoiled']);
  });
});

describe('a letter that came back', () => {
  it.each(['moved', 'unknown'])(
    'because the resident is %s is followed by none to that address, and by one to the next',
    async (reason) => {
      const { letters } = await office.letters(1);
      const { identity = '', dispatch = 0 } = letters[0] ?? {};
      await office.take(`${dispatch} posted 2026-03-02 `);
      await office.take(`${dispatch} returned 2026-03-02 ${reason}`);
      expect(await office.rounds(identity)).toMatchObject([{ state: 'closed', reason: 'undeliverable' }]);
      expect(await office.openExceptions(identity)).toEqual(['letter-returned']);
      await office.callAgain();
      expect(await office.fate(identity, 'invitation')).toContain('held: outreach');
      office.later(1);
      await office.register({ identity, family_name: 'Nynamn' });
      expect(await office.openExceptions(identity)).toEqual(['letter-returned']);
      office.later(1);
      await office.register({ identity, family_name: 'Nynamn', address1: 'Nya gatan 2' });
      expect(await office.openExceptions(identity)).toEqual([]);
      await office.worker().sweep();
      await office.releasingDue.run();
      for (const batch of await office.figures.unfinished()) await office.workAgain(batch);
      expect(await office.fate(identity, 'invitation')).toContain('sent by paper');
    },
  );

  it('goes to the same address again when the office has looked into it', async () => {
    const { letters } = await office.letters(1);
    const { identity = '', dispatch = 0 } = letters[0] ?? {};
    await office.take(`${dispatch} returned 2026-03-02 unknown`);
    const exceptions = new DataExceptions(office.db.databases, office.clock, office.audit);
    const { exceptions: open } = await exceptions.list({ actor: anna, kind: 'letter-returned', limit: 100 });
    const resident = await office.residentOf(identity);
    const own = open.find((one) => one.resident === resident);
    await exceptions.close(own?.exception ?? '', 'the name on the door was missing', anna);
    await office.callAgain();
    expect(await office.fate(identity, 'invitation')).toBe('sent by paper, sent by paper');
  });

  it('because it was refused has been offered: the round runs on', async () => {
    const { letters } = await office.letters(1);
    const { identity = '', dispatch = 0 } = letters[0] ?? {};
    await office.take(`${dispatch} returned 2026-03-02 refused`);
    expect(await office.rounds(identity)).toMatchObject([{ state: 'open' }]);
    expect(await office.openExceptions(identity)).toEqual([]);
  });

  it('because the resident is said to be dead stops everything until somebody has looked', async () => {
    const { letters } = await office.letters(1);
    const { identity = '', dispatch = 0 } = letters[0] ?? {};
    await office.take(`${dispatch} returned 2026-03-02 deceased`);
    expect(await office.openExceptions(identity)).toEqual(['deceased-hint']);
    await office.callAgain();
    expect(await office.fate(identity, 'invitation')).toBe('sent by paper, suppressed: deceased-hint');
  });
});

it('a file of refused rows holds no cell', async () => {
  const { rejectedFile = '' } = await office.takeText('dispatch,state,on,reason\n1,a-secret,2026-03-02,\n');
  expect(readFileSync(rejectedFile, 'utf8')).not.toContain('a-secret');
});
