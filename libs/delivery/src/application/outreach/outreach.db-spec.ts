import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decrypt, generateKey, readMessage, readPrivateKey } from 'openpgp';
import { SettleRounds } from '@kallelse/episodes';
import { plainDate } from '@kallelse/kernel';
import { ResidentWishes } from '@kallelse/population';
import { file } from '../../../../population/spec/register-file';
import { rejections } from '../../../../population/spec/register-office';
import { anna, DeliveryOffice, deliveryOffice } from '../../../spec/delivery-office';
import { ListCipher } from '../../infra/outreach/encrypt';
import { PrintFolder } from '../../infra/print/print-folder';
import { PhoneLists, type PhoneListRequest } from './phone-lists';
import { TakeOutcomes } from './take-outcomes';

jest.setTimeout(120_000);

const START = plainDate('2026-03-02');
const NOWHERE = { address1: '', postcode: '', city: '' };
const CASES = [
  ['told', 'handed-over: 1', 'open'],
  ['declined', 'handed-over: 1', 'opted-out'],
  ['not-found', 'held not-found: 1', 'open'],
  ['deceased', 'held not-found: 1', 'open'],
] as const;

class OutreachOffice extends DeliveryOffice {
  private get outcomes(): TakeOutcomes {
    const { databases } = this.db;
    const wishes = new ResidentWishes(databases, this.clock, this.audit);
    return new TakeOutcomes(
      databases,
      this.clock,
      this.audit,
      new SettleRounds(databases, this.clock),
      wishes,
    );
  }

  get phone(): PhoneLists {
    const folder = new PrintFolder(this.artefacts, 'phone');
    const cipher = new ListCipher(this.outreachKey);
    return new PhoneLists(this.db.databases, this.clock, this.audit, this.programmes, folder, cipher);
  }

  /** Somebody without an address whose invitation stands on a list. */
  async listed(): Promise<{ batch: number; identity: string; reference: number }> {
    await this.anew();
    const [identity = ''] = await this.register(NOWHERE);
    const batch = await this.released();
    await this.work(batch);
    const [dispatch] = await this.dispatches(batch);
    return { batch, identity, reference: dispatch?.id ?? 0 };
  }

  async anew(): Promise<void> {
    this.day = START;
    await this.nobodyIsDue();
    await this.settle();
  }

  async take(list: 'outreach' | 'calls', ...rows: readonly string[]) {
    const text = ['reference,outcome,on', ...rows.map((row) => row.split(' ').join(',')), ''].join('\n');
    const summary = await this.outcomes[list](file(text), anna);
    return { ...summary, refused: rejections(summary) };
  }

  listFile(run: string): string {
    const folder = this.outreach.pathOf(run);
    const name = readdirSync(folder).find((one) => one.startsWith('outreach')) ?? '';
    return readFileSync(join(folder, name), 'utf8');
  }

  async roundOf(identity: string): Promise<string> {
    const [round] = (await this.rounds(identity)) as { state: string; reason?: string; closed?: string }[];
    return JSON.stringify(round);
  }

  async exceptionsOf(identity: string): Promise<string[]> {
    const rows = await this.query<{ kind: string }>(
      'SELECT kind FROM screening.exceptions WHERE resident_id = $1 AND resolved_at IS NULL',
      [await this.residentOf(identity)],
    );
    return rows.map(({ kind }) => kind);
  }

  /** Somebody who has been invited so often, a year apart, and never came. */
  async silent(times: number, more: object = {}): Promise<string> {
    const [identity = ''] = await this.register(more);
    const dates = Array.from({ length: times }, (_, i) => `${2025 - i}-01-10`);
    await this.tell(identity, ...dates.map((date) => ({ programme: 'trial', type: 'invitation', date })));
    return identity;
  }

  /** References and names on the list that is made now. */
  async list(request: Partial<PhoneListRequest> = {}): Promise<{ list: number | null; rows: string[] }> {
    const made = await this.phone.make({ programme: 'trial', ...request }, anna);
    if (made.folder === null) return { list: null, rows: [] };
    const [, ...rows] = readFileSync(join(made.folder, 'phone.csv'), 'utf8').trimEnd().split('\n');
    return { list: made.list, rows };
  }
}

const office = deliveryOffice(OutreachOffice);

beforeAll(() => office.begin({ validity: 'P12M' }));
afterEach(() => {
  office.outreachKey = undefined;
});

describe('somebody whom no letter reaches', () => {
  it('stands on a list apart from the letters of the supplier', async () => {
    const { batch, reference } = await office.listed();
    expect(office.listFile(`b${batch}-outreach-1`)).toContain(`${reference},trial,invitation`);
    expect(() => readdirSync(office.print.pathOf(`b${batch}-outreach-1`))).toThrow('ENOENT');
  });

  it('stands on it readable by those who look people up alone, when their key is set', async () => {
    const { publicKey, privateKey } = await generateKey({
      userIDs: [{ name: 'Uppsökande' }],
      format: 'armored',
    });
    office.outreachKey = join(office.artefacts, 'public.asc');
    writeFileSync(office.outreachKey, publicKey);
    const { batch, reference } = await office.listed();
    const armored = office.listFile(`b${batch}-outreach-1`);
    expect(armored).not.toContain('Testsson');
    const message = await readMessage({ armoredMessage: armored });
    const key = await readPrivateKey({ armoredKey: privateKey });
    const { data } = await decrypt({ message, decryptionKeys: key });
    expect(data).toContain(`${reference},trial,invitation,Kim Testsson`);
  });

  it('waits when that key is none, and nothing is written in the clear', async () => {
    office.outreachKey = __filename;
    await expect(office.listed()).rejects.toMatchObject({ code: 'OUTREACH_KEY' });
  });

  it.each(CASES)(
    'and was looked up, with the outcome %s, is %s and the round %s',
    async (outcome, standing, round) => {
      const { batch, identity, reference } = await office.listed();
      office.later(3);
      expect(await office.take('outreach', `${reference} ${outcome} ${office.day}`)).toMatchObject({
        taken: { [outcome]: 1 },
        rejected: 0,
      });
      expect(await office.standing(batch)).toEqual([standing]);
      expect(await office.roundOf(identity)).toContain(round);
      expect(await office.exceptionsOf(identity)).toEqual(outcome === 'deceased' ? ['deceased-hint'] : []);
      expect(await office.take('outreach', `${reference} ${outcome} ${office.day}`)).toMatchObject({
        taken: {},
        known: 1,
      });
      const [optOuts] = await office.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM screening.opt_outs WHERE resident_id = $1',
        [await office.residentOf(identity)],
        'kallelse_import',
      );
      expect(optOuts?.n).toBe(outcome === 'declined' ? 1 : 0);
    },
  );

  it('and was told on a day begins the round on that day', async () => {
    const { identity, reference } = await office.listed();
    office.later(9);
    await office.take('outreach', `${reference} told 2026-03-04`);
    expect(await office.rounds(identity)).toMatchObject([{ handed: '2026-03-04' }]);
  });

  it('and was not found is written to when the register brings an address', async () => {
    const { batch, identity, reference } = await office.listed();
    await office.take('outreach', `${reference} not-found ${START}`);
    office.later(20);
    await office.register({ identity });
    await office.worker().sweep();
    await office.releasingDue.run();
    await office.workAgain(batch);
    expect(await office.fate(identity, 'invitation')).toBe('sent by paper');
  });

  it('has nothing said of them that cannot be', async () => {
    const { reference, batch } = await office.listed();
    const { rejected, refused } = await office.take(
      'outreach',
      '999999 told 2026-03-02',
      `${reference} found 2026-03-02`,
      `${reference} told 2026-03-01`,
      `${reference} told 2026-03-03`,
    );
    expect(rejected).toBe(4);
    expect(refused.map((text) => text.split(' ')[2])).toEqual([
      'reference-unknown',
      'outcome-unknown',
      'outcome-too-early',
      'date-in-future',
    ]);
    await office.take('outreach', `${reference} told ${START}`);
    expect(await office.take('outreach', `${reference} not-found ${START}`)).toMatchObject({
      rejected: 1,
      taken: {},
    });
    expect(await office.standing(batch)).toEqual(['handed-over: 1']);
  });
});

describe('a phone list', () => {
  it('has those who did not come for long, most often missed first, and no others', async () => {
    await office.anew();
    await office.silent(3, { given_names: 'Tre' });
    await office.silent(5, { given_names: 'Fem' });
    await office.silent(2, { given_names: 'Två' });
    await office.silent(4, { given_names: 'Skyddad', protection: 'protected' });
    const declined = await office.silent(4, { given_names: 'Avböjt' });
    await office.tell(declined, { programme: 'trial', kind: 'permanent', from: START });
    const cared = await office.silent(4, { given_names: 'Vård' });
    await office.tell(cared, { programme: 'trial', type: 'care', from: '2026-01-01', until: null });
    const came = await office.silent(4, { given_names: 'Kom' });
    await office.test(came, '2025-02-01');
    const { rows } = await office.list();
    expect(rows.map((row) => row.split(',').slice(1, 2).concat(row.split(',').slice(5)))).toEqual([
      ['Fem Testsson', '5'],
      ['Tre Testsson', '3'],
    ]);
  });

  it('does not call anybody twice while a call is open, nor within a year of one', async () => {
    await office.anew();
    await office.silent(3);
    const first = await office.list();
    expect(first.rows).toHaveLength(1);
    expect(await office.list()).toEqual({ list: null, rows: [] });
    const [call = ''] = first.rows[0]?.split(',') ?? [];
    office.later(2);
    expect(await office.take('calls', `${call} reached ${office.day}`)).toMatchObject({
      taken: { reached: 1 },
    });
    office.later(300);
    expect((await office.list()).rows).toEqual([]);
    office.later(70);
    expect((await office.list()).rows).toHaveLength(1);
  });

  it('calls again sooner whoever did not answer', async () => {
    await office.anew();
    await office.silent(3);
    const [call = ''] = (await office.list()).rows[0]?.split(',') ?? [];
    await office.take('calls', `${call} no-answer ${START}`);
    office.later(89);
    expect((await office.list()).rows).toEqual([]);
    office.later(1);
    expect((await office.list()).rows).toHaveLength(1);
  });

  it('is written again with those not called yet', async () => {
    await office.anew();
    await office.silent(3);
    await office.silent(4);
    const { list, rows } = await office.list();
    const [call = ''] = rows[0]?.split(',') ?? [];
    await office.take('calls', `${call} wrong-number ${START}`);
    expect(await office.phone.again(list ?? 0, anna)).toMatchObject({ list, people: 1 });
    await expect(office.phone.again(999_999, anna)).rejects.toMatchObject({ code: 'PHONE_LIST_UNKNOWN' });
  });
});
