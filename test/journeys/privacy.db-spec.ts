import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../support/free-port';
import { testOffice } from '../support/office';
import { PersonalData } from '../support/personal-data';
import { approvedBatch } from '../support/region';
import { InboxOfTests } from '../support/simulated-inbox';

jest.setTimeout(240_000);

/** A day on which the yearly re-calls after the demo are due. */
const LATER = '2027-10-01T07:00:00Z';
/** Everything that goes wrong with an inbox, so that what is logged then is read too. */
const TROUBLE = { failRate: 0.05, malformedRate: 0.05, noAccountRate: 0.2 };

/**
 * After the whole main job and a working api and worker, with trouble on the way and at the most talkative log level:
 * personal data stand in the schema `identity` and in the contents of artefacts, and nowhere else.
 */
describe('personal data', () => {
  const office = testOffice({ KALLELSE_LOG_LEVEL: 'debug' });
  const region = join(office.folder, 'demo', 'region-400-1');
  const logs: string[] = [];
  let inbox: InboxOfTests;
  let personal: PersonalData;

  beforeAll(async () => {
    inbox = await InboxOfTests.start(TROUBLE);
    expect(await ended(office.start(['demo', '--residents', '400', '--until', '2026-11-06']))).toBe(0);
    const residents = join(region, 'residents.csv');
    personal = PersonalData.of(residents);
    office.set({ KALLELSE_NOW: LATER, KALLELSE_1177_URL: inbox.url, KALLELSE_1177_TIMEOUT: '2' });
    await withServices(async (port) => {
      const { id } = await approvedBatch(office, '--programme', 'cervical');
      await provokeErrors(port, readFileSync(residents, 'utf8'));
      await sentByWorker(id);
    });
  }, 240_000);
  afterAll(() => inbox.stop());

  /** Waits for a process and keeps what it says. */
  async function ended(child: ChildProcess): Promise<number | null> {
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => logs.push(text));
    const [code] = (await once(child, 'close')) as [number | null];
    return code;
  }

  /** Does something while api and worker run, as `npm start` runs them. */
  async function withServices(work: (port: number) => Promise<void>): Promise<void> {
    const port = await freePort();
    const child = office.start(['start', '--port', String(port)]);
    const end = ended(child);
    while (!logs.some((text) => text.includes('worker-ready'))) await delay(50);
    try {
      await work(port);
    } finally {
      child.kill('SIGTERM');
      await end;
    }
  }

  async function sentByWorker(batch: number): Promise<void> {
    await office.done('batch', 'release', String(batch), '--no-wait', '--as', 'bo');
    for (;;) {
      const open = await office.query(
        `SELECT FROM screening.chunks WHERE batch_id = $1 AND state <> 'done'`,
        [batch],
      );
      if (open.length === 0) return;
      await delay(200);
    }
  }

  /** A number in an address, a file whose rows cannot be read, a command that is given a name. */
  async function provokeErrors(port: number, residents: string): Promise<void> {
    const [head = '', first = '', second = ''] = residents.split('\n');
    const [, identity = ''] = first.split(',');
    await fetch(`http://127.0.0.1:${port}/residents/${identity}?identity=${identity}`);
    const file = join(region, 'wrong.csv');
    writeFileSync(
      file,
      `${head}\n${first.replace('registered', 'unheard-of')}\n${second.replace('1', 'I')}\n`,
    );
    for (const args of [
      ['import', 'residents', file],
      ['explain', '--resident', identity, '--programme', 'cervical'],
      ['batch', 'preview', first],
    ]) {
      const { output, notes } = await office.kallelse(...args);
      logs.push(output, notes);
    }
  }

  /** Tables by schema, without PostgreSQL's own. */
  const tables = (condition: string): Promise<{ name: string }[]> =>
    office.query(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND ${condition} ORDER BY 1`,
    );

  /** Which kinds of personal data a table's rows hold. */
  async function kindsInTable(name: string): Promise<string[]> {
    const rows = await office.query<{ text: string }>(`SELECT t::text AS text FROM ${name} AS t`);
    return personal.kindsIn(rows.map(({ text }) => text).join('\n'));
  }

  /** All files below the data folder; the database's own, and what suppliers delivered, set aside. */
  const files = (): string[] =>
    readdirSync(office.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(office.folder, join(entry.parentPath, entry.name)))
      .filter((path) => !/^(postgres|database)\//.test(path));

  it('is found by the search where it may stand', async () => {
    expect(await kindsInTable('identity.persons')).toEqual(['name', 'street']);
    expect(await kindsInTable('identity.identifiers')).toEqual(['number']);
    expect(files().filter((path) => path.startsWith('artefacts/print/')).length).toBeGreaterThan(5);
  });

  it('stands in no table outside the schema identity: sources, queue, audit, exceptions', async () => {
    const found: string[] = [];
    const all = await tables(`schemaname <> 'identity'`);
    for (const { name } of all) for (const kind of await kindsInTable(name)) found.push(`${kind} in ${name}`);
    expect(found).toEqual([]);
    const names = all.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['audit.entries', 'screening.exceptions', 'queue.job']));
  });

  it('stands in nothing that commands, api, worker and database say', () => {
    const said = logs.join('\n');
    expect(said).toContain('"worker-ready"');
    expect(personal.kindsIn(said)).toEqual([]);
  });

  it('stands in no file name, and in no file but artefacts and what suppliers delivered', () => {
    const paths = files();
    expect(personal.kindsIn(paths.join('\n'))).toEqual([]);
    const others = paths.filter((path) => !path.startsWith('artefacts/') && !path.startsWith('demo/region-'));
    expect(others.some((path) => path.endsWith('.log'))).toBe(true);
    const found = others.filter(
      (path) => personal.kindsIn(readFileSync(join(office.folder, path), 'utf8')).length > 0,
    );
    expect(found).toEqual([]);
  });
});
