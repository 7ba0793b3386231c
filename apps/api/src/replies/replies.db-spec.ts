import { createHmac, randomBytes } from 'node:crypto';
import { EnquiryCodes, readCode } from '@kallelse/episodes';
import { today } from '@kallelse/kernel';
import { DerivedKeys, JsonLog, loadConfig, SystemClock } from '@kallelse/platform';
import { lockImports } from '@kallelse/population';
import { testDatabase } from '@test/support/database';
import { freePort } from '@test/support/free-port';
import { ScreeningOffice } from '../../../../libs/episodes/spec/screening-office';
import { buildApi, listen } from '../serve';

jest.setTimeout(60_000);

/** As the service and the api have it. */
const clock = new SystemClock();
const office = new ScreeningOffice(testDatabase());
const key = randomBytes(32);
const KEY = `whsec_${key.toString('base64')}`;
const logged: string[] = [];
let app: Awaited<ReturnType<typeof buildApi>>;
let url: string;
let messages = 0;
let codes: string[] = [];
let people: string[] = [];

/** Codes of enquiries about cervix and prostate, as their letters would hold them. */
async function issueCodes(count: number): Promise<void> {
  people = await office.register(...Array.from({ length: count }, () => ({})));
  await office.enquire(people, ['cervix', 'prostate']);
  const keys = new DerivedKeys(() => Promise.resolve(office.db.secret));
  const contacts = await office.query<{ id: number; batch: number }>(
    'SELECT id, batch_id AS batch FROM screening.contacts ORDER BY resident_id',
  );
  const drawn = await office.db.databases.transaction('kallelse_migrate', async (tx) => {
    const dispatches = [];
    for (const { id, batch } of contacts) {
      const [chunk] = await tx.query<{ id: number }[]>(
        `INSERT INTO screening.chunks (batch_id, kind, created_at) VALUES ($1, 'send', now()) RETURNING id`,
        [batch],
      );
      const [dispatch] = await tx.query<{ id: number }[]>(
        `INSERT INTO screening.dispatches (contact_id, batch_id, chunk_id, attempt, channel, changed_at)
         VALUES ($1, $2, $3, 1, '1177', now()) RETURNING id`,
        [id, batch, chunk?.id],
      );
      dispatches.push({ dispatchId: dispatch?.id ?? 0, contactId: id, organs: ['cervix', 'prostate'] });
    }
    return new EnquiryCodes(keys).issue(tx, dispatches, { now: clock.now(), today: office.day });
  });
  codes = [...drawn].sort(([a], [b]) => a - b).map(([, code]) => code);
}

interface Sending {
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const textOf = (reply: object): string => JSON.stringify({ session: 'session-1', ...reply });

/** Signs as the service does. */
function signed(body: string, at = office.clock.now(), by: Buffer = key): Sending {
  const [id, timestamp] = [`msg_${++messages}`, String(Math.floor(at.getTime() / 1000))];
  const signature = createHmac('sha256', by).update(`${id}.${timestamp}.${body}`).digest('base64');
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
  return { body, headers };
}

async function post({ body, headers = {} }: Sending): Promise<[status: number, body: unknown]> {
  const response = await fetch(`${url}/1177/replies`, {
    ...{ method: 'POST', body },
    headers: { 'content-type': 'application/json', ...headers },
  });
  return [response.status, await response.json()];
}

/** The cervix of the n:th person as `state basis`. */
async function cervix(n: number): Promise<string> {
  const [found] = await office.query<{ text: string }>(
    `SELECT concat_ws(' ', organ_cervix, organ_cervix_basis) AS text FROM screening.resident_facts WHERE resident_id = $1`,
    [await office.residentOf(people[n] ?? '')],
    'kallelse_import',
  );
  return found?.text ?? '-';
}

async function start(environment: Readonly<Record<string, string>>): Promise<void> {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const config = loadConfig({ ...office.db.environment, KALLELSE_PORT: String(port), ...environment });
  const log = new JsonLog('debug');
  const built = await buildApi(config, log);
  await listen(built, config, log);
  app = built;
}

beforeAll(async () => {
  for (const stream of [process.stdout, process.stderr])
    jest.spyOn(stream, 'write').mockImplementation((text) => logged.push(String(text)) > 0);
  office.day = today(clock);
  jest.spyOn(office.clock, 'now').mockImplementation(() => clock.now());
  await issueCodes(4);
  await start({ KALLELSE_1177_REPLY_KEY: KEY });
});
afterAll(async () => {
  await app.close();
  jest.restoreAllMocks();
});

describe('an answer that the 1177 service passes on', () => {
  it('counts at once where an organ is there, is held where it is not, and once only when it comes again', async () => {
    const there = signed(textOf({ code: codes[0], answers: { cervix: 'present', prostate: 'declined' } }));
    expect(await post(there)).toEqual([200, { result: 'taken' }]);
    expect(await cervix(0)).toBe('present self');
    expect(await post(there)).toEqual([200, { result: 'repeated' }]);
    const absent = signed(textOf({ code: codes[1]?.toLowerCase(), answers: { cervix: 'absent' } }));
    expect(await post(absent)).toEqual([200, { result: 'held' }]);
    expect(await cervix(1)).toBe('');
    const taken = await office.query<{ actor: string; details: object }>(
      `SELECT DISTINCT actor, details ->> 'source' AS source FROM audit.entries WHERE action = 'organs.answer'`,
      [],
      'kallelse_migrate',
    );
    expect(taken).toEqual([{ actor: 'system:1177', source: '1177' }]);
  });

  it('changes nothing when it is not signed by the service, or long ago, or for another body', async () => {
    const body = textOf({ code: codes[2], answers: { cervix: 'present' } });
    const late = new Date(office.clock.now().getTime() - 301_000);
    const good = signed(body);
    const foreign = [
      { body },
      signed(body, office.clock.now(), randomBytes(32)),
      signed(body, late),
      { ...good, body: body.replace('present', 'absent') },
      { ...good, headers: { ...good.headers, 'webhook-id': 'msg_other' } },
      { ...good, headers: { ...good.headers, 'webhook-signature': 'v1,' } },
    ];
    for (const one of foreign) expect(await post(one)).toEqual([401, { code: 'UNAUTHORIZED' }]);
    expect(await cervix(2)).toBe('');
    const changing = `v1,${'A'.repeat(44)} ${good.headers?.['webhook-signature'] ?? ''}`;
    const withOldKey = { ...good, headers: { ...good.headers, 'webhook-signature': changing } };
    expect(await post(withOldKey)).toEqual([200, { result: 'taken' }]);
  });

  it('is refused with a code and no word of it when it has not the form', async () => {
    const code = codes[3];
    const wrong = [
      {},
      { code },
      { code, answers: [] },
      { code, answers: 'present' },
      { code, answers: { cervix: 'maybe' } },
      { code, answers: { spleen: 'present' } },
      { code, answers: { cervix: 'present' }, resident: people[3] },
      { code: { $ne: '' }, answers: { cervix: 'present' } },
      { code, session: people[3]?.replace(/\d{4}$/, ' x'), answers: { cervix: 'present' } },
      { code, revoke: 'yes' },
    ];
    const told = await Promise.all(wrong.map((one) => post(signed(textOf(one)))));
    expect(told.map(([status]) => status)).toEqual([400, 200, ...wrong.slice(2).map(() => 400)]);
    expect(told[1]).toEqual([200, { result: 'refused', code: 'answer-missing' }]);
    for (const body of ['{"code": "abc', '[]', '"code"', ''])
      expect((await post(signed(body)))[0]).toBeGreaterThanOrEqual(400);
    expect(JSON.stringify(told)).not.toContain(people[3]);
    expect(await post(signed(textOf({ code: 'x'.repeat(70_000) })))).toEqual([
      413,
      { code: 'BODY_TOO_LARGE' },
    ]);
    const text = signed(textOf({ code, answers: { cervix: 'present' } }));
    const otherType = { ...text, headers: { ...text.headers, 'content-type': 'text/plain' } };
    expect(await post(otherType)).toEqual([415, { code: 'MEDIA_TYPE' }]);
    expect(await cervix(3)).toBe('');
  });

  it('is not waited for while an import runs, and may come again', async () => {
    const reply = signed(textOf({ code: codes[3], answers: { prostate: 'present' } }));
    await office.db.databases.transaction('kallelse_import', async (tx) => {
      await lockImports(tx);
      const response = await fetch(`${url}/1177/replies`, {
        ...{ method: 'POST', body: reply.body },
        headers: { 'content-type': 'application/json', ...reply.headers },
      });
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '10']);
    });
    expect(await post(reply)).toEqual([200, { result: 'taken' }]);
  });

  it('is stopped after ten wrong codes of one session, and says no more of one that is used than of one that never was', async () => {
    const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    const never = Array.from(letters, (letter) => `${'7'.repeat(17)}${letter}`).find((code) =>
      readCode(code),
    );
    const guess = (code: string | undefined) =>
      post(signed(textOf({ session: 'guesser-1', code, answers: { cervix: 'absent' } })));
    expect(await guess(codes[0])).toEqual([200, { result: 'refused', code: 'code-not-good' }]);
    for (let i = 0; i < 10; i++)
      expect(await guess(never)).toEqual([200, { result: 'refused', code: 'code-not-good' }]);
    expect(await guess(codes[1])).toEqual([429, { code: 'CODES_THROTTLED' }]);
  });

  it('is written down nowhere: no code, number or body in any line of the log', () => {
    const text = logged.join('');
    expect(text).toContain('api-listening');
    for (const value of [...codes, ...people, 'session-1', 'guesser-1', 'maybe'])
      expect(text).not.toContain(value);
  });
});

describe('an api without a key', () => {
  it('has no address for answers', async () => {
    await app.close();
    await start({});
    const reply = signed(textOf({ code: codes[3], answers: { cervix: 'absent' } }));
    expect(await post(reply)).toEqual([404, { code: 'NOT_FOUND' }]);
  });
});
