import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rights } from '@kallelse/access';
import {
  AnswerEnquiry,
  type AnsweredOrgan,
  ImportReplies,
  type Judgement,
  readCode,
  UnansweredEnquiries,
} from '@kallelse/episodes';
import { OrganInventory } from '@kallelse/population';
import { file } from '../../../population/spec/register-file';
import { flowText, PdfReader } from '../../../letters/spec/read-pdf';
import { anna, bo, deliveryOffice } from '../../spec/delivery-office';
import { TakeReceipts } from '../application/take-receipts';

jest.setTimeout(120_000);

const office = deliveryOffice();
const reader = new PdfReader();
afterAll(() => reader.close());
const reason = 'as the resident says';
const service = { user: 'system:1177' };
const NAMES = ['present', 'absent', 'revoked', 'returned', 'declined', 'silent', 'file', 'guess'] as const;
type Name = (typeof NAMES)[number];
const people = new Map<string, string>();
const codes = new Map<number, string>();
let sessions = 0;

const answering = () => new AnswerEnquiry(office.db.databases, office.clock, office.audit, office.codes);
const identity = (name: Name): string => people.get(name) ?? '';
const resident = (name: Name): Promise<number> => office.residentOf(identity(name));
const says = (organ: AnsweredOrgan['organ'], state: AnsweredOrgan['state']) => ({ organ, state });

/** Answers by the code of the latest letter, in a session of its own. */
async function answer(name: Name, ...answers: readonly AnsweredOrgan[]): Promise<string> {
  const code = codes.get(await resident(name)) ?? '';
  const given = { code, answers, revokes: answers.length === 0, actor: service, session: `s${++sessions}` };
  return told(await answering().byCode(given));
}

function told(judged: Judgement): string {
  return judged.kind === 'refused' ? judged.code : judged.kind;
}

/** The cervix of somebody as `state basis`. */
async function cervix(name: Name): Promise<string> {
  const sql = `SELECT concat_ws(' ', organ_cervix, organ_cervix_basis) AS text FROM screening.resident_facts WHERE resident_id = $1`;
  const [found] = await office.query<{ text: string }>(sql, [await resident(name)], 'kallelse_import');
  return found?.text ?? '-';
}

/** Sends what is due and reads the codes from the letters of the new runs. */
async function send(): Promise<string> {
  const before = new Set(runs());
  await office.releasingDue.run();
  const [batch] = await office.query<{ id: number }>('SELECT max(id)::int AS id FROM screening.batches');
  await office.workAgain(batch?.id ?? 0);
  let text = '';
  for (const run of runs().filter((name) => !before.has(name))) {
    const pages = await reader.read(readFileSync(join(office.artefacts, 'print', run, 'letters.pdf')));
    text += flowText(pages);
  }
  for (const [printed] of text.matchAll(/(?<= )[0-9A-Z]{6} [0-9A-Z]{6} [0-9A-Z]{6}(?=[ .,])/g)) {
    const code = readCode(printed);
    if (code === undefined) throw new Error('what is printed is no code');
    const [owner] = await office.query<{ id: number }>(
      'SELECT screening.resident_of_contact(contact_id)::int AS id FROM screening.enquiry_codes WHERE code_hmac = $1',
      [await office.codes.hmacOf(code)],
      'kallelse_import',
    );
    if (owner) codes.set(owner.id, code);
  }
  return text;
}

function runs(): string[] {
  const folder = join(office.artefacts, 'print');
  const found = existsSync(folder) ? readdirSync(folder) : [];
  return found.filter((name) => existsSync(join(folder, name, 'letters.pdf')));
}

beforeAll(async () => {
  await office.begin();
  const identities = await office.register(...NAMES.map(() => ({})));
  NAMES.forEach((name, i) => people.set(name, identities[i] ?? ''));
  const rights = new Rights(office.db.databases, office.clock, office.audit);
  await rights.grant({ user: 'anna', right: 'organ-inventory', reason: 'takes answers', actor: bo });
  await office.enquire(identities, ['cervix', 'prostate']);
});

describe('an enquiry and its answers', () => {
  it('prints a code for each, of which the database keeps nothing but the HMAC once the letters have left', async () => {
    const text = await send();
    expect(codes.size).toBe(NAMES.length);
    expect(text).toContain('Din svarskod är');
    await office.settle();
    const rows = await office.asDelivery<{ text: string }>(
      'SELECT to_jsonb(code)::text AS text FROM screening.enquiry_codes AS code',
    );
    expect(rows).toHaveLength(NAMES.length);
    for (const row of rows) {
      expect(JSON.parse(row.text)).toMatchObject({ sealed: null, used_at: null });
      for (const code of codes.values()) expect(row.text).not.toContain(code);
    }
  });

  it('lets what is there count at once, and the code for one answer only', async () => {
    const given = [says('cervix', 'present'), says('prostate', 'declined')] as const;
    expect(await answer('present', ...given)).toBe('taken');
    expect(await cervix('present')).toBe('present self');
    expect(await answer('present', ...given)).toBe('repeated');
    expect(await answer('present', says('cervix', 'absent'))).toBe('code-not-good');
    expect(await cervix('present')).toBe('present self');
  });

  it('holds what is not there, with a letter that says nothing of it, until 30 days have passed', async () => {
    for (const name of ['absent', 'revoked', 'returned'] as const)
      expect(await answer(name, says('cervix', 'absent'))).toBe('held');
    expect(await cervix('absent')).toBe('');
    await office.settle();
    const text = await send();
    expect(text).toContain('Vi har fått ditt svar');
    expect(text).not.toMatch(/livmoder|prostata|bröst|organ/i);
    await office.settle();
    expect(await answer('revoked')).toBe('revoked');
    expect(await answer('revoked')).toBe('repeated');
    const [letter] = await office.asDelivery<{ id: number }>(
      `SELECT dispatch.id FROM screening.dispatches AS dispatch JOIN screening.contacts AS contact ON contact.id = contact_id
       WHERE kind = 'confirmation' AND contact.resident_id = $1`,
      [await resident('returned')],
    );
    await new TakeReceipts(office.db.databases, office.clock, office.audit, {
      run: () => office.settle(),
    } as never).some(
      [{ dispatch: letter?.id ?? 0, state: 'returned', on: office.day, reason: 'moved' }],
      anna,
    );
    office.later(30);
    await office.settle();
    expect(await cervix('absent')).toBe('');
    office.later(1);
    await office.settle();
    expect(await cervix('absent')).toBe('absent self');
    expect(await answer('absent')).toBe('code-not-good');
    expect([await cervix('revoked'), await cervix('returned')]).toEqual(['', '']);
  });

  it('leaves an answer whose letter came back to the office, which asks and confirms', async () => {
    const id = await resident('returned');
    const open = () =>
      office.query<{ subject: string }>(
        `SELECT subject FROM screening.exceptions WHERE kind = 'answer-unconfirmed' AND resident_id = $1 AND resolved_at IS NULL`,
        [id],
      );
    const [raised] = await open();
    const reply = Number(raised?.subject.replace('answer ', ''));
    const held = { resident: id, reply, actor: bo, reason };
    await expect(answering().endHeld(held, 'confirmed')).rejects.toMatchObject({ code: 'RIGHT_MISSING' });
    await answering().endHeld({ ...held, actor: anna }, 'confirmed');
    await office.settle();
    expect([await cervix('returned'), await open()]).toEqual(['absent self', []]);
    const again = answering().endHeld({ ...held, actor: anna }, 'revoked');
    await expect(again).rejects.toMatchObject({ code: 'ANSWER_NOT_HELD' });
  });

  it('lists after 90 days who has not answered, to those with the right; not who will not say', async () => {
    const told = { resident: await resident('declined'), actor: anna, reason };
    await answering().byClerk({
      ...told,
      answers: [says('cervix', 'declined'), says('prostate', 'declined')],
    });
    office.later(58);
    await office.settle();
    const list = new UnansweredEnquiries(office.db.databases, office.clock, office.audit);
    expect(await list.list({ limit: 100, actor: anna, reason })).toEqual([]);
    office.later(1);
    await office.settle();
    const found = await list.list({ limit: 100, actor: anna, reason });
    const expected = await Promise.all((['revoked', 'silent', 'file', 'guess'] as const).map(resident));
    expect(found.map((one) => one.resident).sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b));
    expect(found[0]).toMatchObject({ days: 90, organs: ['cervix', 'prostate'], region: '01' });
    await expect(list.list({ limit: 1, actor: bo, reason })).rejects.toMatchObject({ code: 'RIGHT_MISSING' });
    await answering().byClerk({
      ...told,
      resident: await resident('silent'),
      answers: [says('cervix', 'absent')],
    });
    await office.settle();
    expect(await list.list({ limit: 100, actor: anna, reason })).toHaveLength(3);
    const inventory = new OrganInventory(office.db.databases, office.clock, office.audit);
    const shown = await inventory.show({ resident: await resident('silent'), actor: anna, reason });
    expect(shown).toMatchObject({ replies: [{ source: 'clerk', absent: ['cervix'], state: 'taken' }] });
  });
});

describe('a file of replies', () => {
  const run = (...rows: readonly string[]) => {
    const path = file(['code,answered,cervix,prostate,revoke', ...rows, ''].join('\n'));
    return new ImportReplies(office.db.databases, office.clock, office.audit, office.codes)
      .run({ path, actor: anna })
      .then((summary) => ({ ...summary, path }));
  };

  it('takes what is right in it, names what is not without a value, and counts once', async () => {
    const code = codes.get(await resident('file')) ?? '';
    const used = codes.get(await resident('absent')) ?? '';
    const rows = [
      `${code.toLowerCase()},${office.day},present,declined,`,
      `${code},${office.day},present,declined,`,
      `${code},,absent,,`,
      `${code.slice(0, -1)},,present,,`,
      `${used},,,,yes`,
      `${used},2999-01-01,,,yes`,
      `${used},,maybe,,`,
    ];
    const done = await run(...rows);
    expect(done).toMatchObject({ counts: { taken: 1, repeated: 1, held: 0, revoked: 0 }, rejected: 5 });
    expect(await cervix('file')).toBe('present self');
    const rejected = readFileSync(done.rejectedFile ?? '', 'utf8');
    expect(
      rejected
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',').slice(0, 3).join(' ')),
    ).toEqual([
      ...['4 code code-used', '5 code enquiry-code-form', '6 code code-too-late'],
      ...['7 answered date-in-future', '8 cervix answer-unknown'],
    ]);
    for (const value of [code, used, 'maybe']) expect(rejected).not.toContain(value);
    const again = await new ImportReplies(office.db.databases, office.clock, office.audit, office.codes).run({
      path: done.path,
      actor: anna,
    });
    expect(again).toMatchObject({ repeated: true, counts: {} });
  });

  it('that is not ours changes nothing, and its codes count as guesses', async () => {
    const stranger = '7'.repeat(17);
    const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    const foreign = Array.from(letters, (letter) => `${stranger}${letter}`).find(
      (code) => readCode(code) !== undefined,
    );
    const code = codes.get(await resident('guess')) ?? '';
    const rows = Array.from({ length: 60 }, () => `${foreign ?? ''},,present,,`);
    await expect(run(`${code},,present,,`, ...rows)).rejects.toMatchObject({ code: 'REPLIES_FOREIGN' });
    expect(await cervix('guess')).toBe('');
    await expect(run(...rows)).rejects.toMatchObject({ code: 'REPLIES_FOREIGN' });
    await expect(run(`${code},,present,,`)).rejects.toMatchObject({ code: 'CODES_THROTTLED' });
  });
});

describe('guessing', () => {
  it('is slowed down by session, for right codes too, in every process, and not for others', async () => {
    const code = codes.get(await resident('guess')) ?? '';
    const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    const wrong =
      Array.from(letters, (letter) => `${'8'.repeat(17)}${letter}`).find(
        (one) => readCode(one) !== undefined,
      ) ?? '';
    const answers = [says('cervix', 'present')];
    const by = (given: string, session: string) =>
      answering().byCode({ code: given, answers, actor: service, session });
    expect(told(await by('no code', 'guesser'))).toBe('code-form');
    for (let i = 0; i < 10; i++) expect(told(await by(wrong, 'guesser'))).toBe('code-not-good');
    await expect(by(code, 'guesser')).rejects.toMatchObject({ code: 'CODES_THROTTLED' });
    expect(await cervix('guess')).toBe('');
    expect(told(await by(code, 'somebody-else'))).toBe('taken');
    office.later(1);
    expect(told(await by(code, 'guesser'))).toBe('repeated');
    office.later(180);
    expect(told(await by(codes.get(await resident('silent')) ?? '', 'late'))).toBe('code-not-good');
  });
});
