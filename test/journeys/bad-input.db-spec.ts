import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { definitionsFolder } from '@kallelse/programmes';
import { databaseState } from '../support/database-state';
import { SmallDisk } from '../support/faults/full-disk';
import { freePort } from '../support/free-port';
import { testOffice } from '../support/office';
import { PersonalData } from '../support/personal-data';
import { hasAccount, plainFiles, plainPeople } from '../support/plain-people';
import type { CommandResult } from '../support/program';
import { approvedBatch } from '../support/region';
import { RememberingInbox } from '../support/remembering-inbox';
import { publishedRuns } from '../support/sent-pieces';

jest.setTimeout(60_000);

/** What goes wrong, and what is said: status, code, and the words that say where and what to do. */
interface Fault {
  readonly name: string;
  readonly args: () => readonly string[];
  readonly status: 1 | 2 | 3;
  readonly says: readonly string[];
  /** What may change all the same: what is read beside a bad row, and the record that it was. */
  readonly changes?: readonly string[];
}

/**
 * Everything an office can get wrong on its way from a register to letters, by the command line: it is told what, where and
 * what to do, the status is not 0, nothing is half-done, and nothing that is said or kept names a person.
 */
describe('bad input', () => {
  let disk: SmallDisk | undefined;
  afterAll(() => disk?.unmount()); // before the office is taken down, which removes its folder
  const office = testOffice({ KALLELSE_NOW: '2026-09-01T07:00:00Z!', KALLELSE_LOG_LEVEL: 'debug' });
  const files = plainFiles(plainPeople());
  const residents = files['residents.csv'] ?? '';
  const breast = readFileSync(join(definitionsFolder(), 'breast.yaml'), 'utf8').replace('2026.1', '2027.1');
  const inbox = new RememberingInbox(hasAccount);
  const artefacts = join(office.folder, 'artefacts');
  const said: string[] = [];
  let personal: PersonalData;

  const written = (name: string, content: string | Buffer): string => {
    const path = join(office.folder, name);
    writeFileSync(path, content);
    return path;
  };
  const controlled = (name: string, sequence: number): string => {
    const sha256 = createHash('sha256').update(residents).digest('hex');
    const rows = residents.trimEnd().split('\n').length - 1;
    written(`${name}.control.json`, JSON.stringify({ sequence, rows, sha256 }));
    return written(name, residents);
  };
  const heard = ({ output, notes, ...rest }: CommandResult): CommandResult => {
    said.push(output, notes);
    return { output, notes, ...rest };
  };
  const kallelse = async (...args: readonly string[]): Promise<CommandResult> =>
    heard(await office.kallelse(...args));

  beforeAll(async () => {
    if (SmallDisk.isPossible) disk = SmallDisk.mount(artefacts);
    else mkdirSync(artefacts, { mode: 0o700 });
    for (const [name, text] of Object.entries(files)) {
      if (name !== 'residents.csv') written(name, text);
    }
    await office.done('import', 'districts', join(office.folder, 'districts.csv'));
    await office.done('import', 'units', join(office.folder, 'units.csv'));
    await office.done('import', 'residents', controlled('residents.csv', 1));
    personal = PersonalData.of(join(office.folder, 'residents.csv'));
    await office.done('programme', 'submit', join(definitionsFolder(), 'breast.yaml'), '--as', 'anna');
    await office.done('programme', 'approve', 'breast@2026.1', '--as', 'bo');
  });
  afterAll(() => inbox.close());

  const submit = (name: string, text: string): readonly string[] => [
    'programme',
    'submit',
    written(name, text),
    '--as',
    'anna',
  ];
  const FAULTS: readonly Fault[] = [
    {
      name: 'a definition with an unknown fact and a wrong value, both said at once, with their paths',
      args: () =>
        submit(
          'wrong.yaml',
          breast.replace('registered', 'regstered').replace('fact: optOut', 'fact: optedOut'),
        ),
      status: 2,
      says: [
        'DEFINITION_BAD',
        'wrong.yaml has 2 errors',
        'eligibility.all[0].is',
        '"registered"',
        'exclusions[0]',
        'optedOut',
        'nothing was stored',
      ],
    },
    {
      name: 'a definition that is no YAML',
      args: () => submit('torn.yaml', breast.slice(0, breast.indexOf('{ sv:') + 5)),
      status: 2,
      says: ['DEFINITION_BAD', 'torn.yaml', 'at line', 'nothing was stored'],
    },
    {
      name: 'a letter template that is not there',
      args: () => submit('template.yaml', breast.replaceAll('breast-invitation', 'breast-invitatoin')),
      status: 2,
      says: [
        'DEFINITION_BAD',
        'steps[0].template',
        'did you mean "breast-invitation"?',
        'nothing was stored',
      ],
    },
    {
      name: 'a bad row',
      args: () => {
        const [head = '', first = '', second = ''] = residents.split('\n');
        return [
          'import',
          'residents',
          written('row.csv', `${head}\n${first.replace('registered', 'regstered')}\n${second}\n`),
        ];
      },
      status: 3,
      says: ['1 rejected', '1 unchanged', 'row.csv.rejected.csv'],
      changes: ['audit.entries', 'screening.imports'],
    },
    {
      name: 'a truncated file',
      args: () => ['import', 'residents', written('cut.csv', residents.slice(0, -20))],
      status: 1,
      says: ['FILE_TRUNCATED', 'cut.csv', 'transfer the file again', 'nothing was changed'],
    },
    {
      name: 'a file in another encoding',
      args: () => [
        'import',
        'residents',
        written('latin.csv', Buffer.from(residents.replaceAll('Kim', 'Åsa'), 'latin1')),
      ],
      status: 1,
      says: ['FILE_ENCODING', 'latin.csv', 'line 2', 'UTF-8', 'nothing was changed'],
    },
    {
      name: 'a wrong header',
      args: () => ['import', 'residents', written('head.csv', residents.replace('protection', 'skydd'))],
      status: 1,
      says: ['FILE_HEADER', 'head.csv', 'column 17', 'lacks protection', 'nothing was changed'],
    },
    {
      name: 'a gap in the sequence of files',
      args: () => ['import', 'residents', controlled('gap.csv', 3)],
      status: 1,
      says: ['gap.csv', '2', '3', '--accept-gap'],
    },
    {
      name: 'a file that is not there',
      args: () => ['import', 'events', join(office.folder, 'none.ndjson')],
      status: 1,
      says: ['FILE_MISSING', 'none.ndjson', 'check the path'],
    },
    {
      name: 'an unknown programme',
      args: () => ['batch', 'plan', '--programme', 'brest', '--as', 'anna'],
      status: 1,
      says: ['PROGRAMME_NOT_ACTIVE', 'brest', 'did you mean breast?'],
    },
    {
      name: 'an unknown batch',
      args: () => ['batch', 'release', '77', '--as', 'bo'],
      status: 1,
      says: ['BATCH_UNKNOWN', 'kallelse batch status'],
    },
  ];

  it.each(FAULTS)('$name', async ({ args, status, says, changes = [] }) => {
    const before = await databaseState(office);
    const command = args();
    const { status: ended, output, notes } = await kallelse(...command);
    expect({ ended, text: output + notes }).toEqual({ ended: status, text: expect.any(String) as string });
    for (const words of says) expect(output + notes).toContain(words);
    const after = await databaseState(office);
    const changed = Object.keys(after).filter((table) => after[table] !== before[table]);
    expect(changed).toEqual(changes);
  });

  it('a database that cannot be reached: which, and what to check; its password is not repeated', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const { status, output, notes } = heard(
      await office.program(['batch', 'status'], {
        DATABASE_URL: `postgres://office:hush@${address}/kallelse`,
        KALLELSE_NOW: '',
      }),
    );
    expect(status).toBe(1);
    expect(notes).toContain('DATABASE_UNREACHABLE');
    expect(notes).toContain(address);
    expect(notes).toContain('fix: ');
    expect(output + notes).not.toContain('hush');
  });

  it('a provider that cannot be reached: what waits is sent by the same command afterwards, each message once', async () => {
    const { id, selected } = await approvedBatch(office, '--programme', 'breast', '--capacity', '20');
    office.set({ KALLELSE_1177_URL: `http://127.0.0.1:${await freePort()}` });
    const first = await kallelse('batch', 'release', String(id), '--as', 'bo');
    expect(first.status).toBe(1);
    for (const words of [
      'PROVIDER_UNREACHABLE',
      'ECONNREFUSED',
      'KALLELSE_1177_URL',
      `kallelse batch release ${id} again`,
    ])
      expect(first.notes).toContain(words);
    expect(publishedRuns(office.printFolder)).toEqual([]);

    office.set({ KALLELSE_1177_URL: await inbox.listen() });
    expect((await kallelse('batch', 'release', String(id), '--as', 'bo')).status).toBe(0);
    await addsUp(id, selected);
    const recipients = inbox.messages.map(({ recipient }) => recipient);
    expect(recipients.length).toBeGreaterThan(0);
    expect(new Set(recipients).size).toBe(recipients.length);
  });

  if (SmallDisk.isPossible) {
    it('a full disk: no letter is half there, and the same command writes them when there is room', async () => {
      const { id, selected } = await approvedBatch(office, '--programme', 'breast', '--capacity', '20');
      const before = publishedRuns(office.printFolder).length;
      disk?.fill();
      const first = await kallelse('batch', 'release', String(id), '--as', 'bo');
      expect(first.status).toBe(1);
      for (const words of [
        'ARTEFACT_DISK_FULL: the disk of the artefacts is full',
        'make room on the disk of KALLELSE_DATA',
      ])
        expect(first.notes).toContain(words);
      expect(publishedRuns(office.printFolder)).toHaveLength(before);

      disk?.free();
      expect((await kallelse('batch', 'release', String(id), '--as', 'bo')).status).toBe(0);
      await addsUp(id, selected);
      expect(publishedRuns(office.printFolder).length).toBeGreaterThan(before);
    });
  }

  /** Everybody of a batch has a message or a letter, or is held with the reason. */
  async function addsUp(batch: number, selected: number): Promise<void> {
    const [figures] = await office.json<
      { addsUp: boolean; selected: number; states: Readonly<Record<string, number>> }[]
    >('batch', 'reconcile', String(batch));
    expect(figures).toMatchObject({ addsUp: true, selected });
    const { 'handed-over': handedOver = 0, held = 0 } = figures?.states ?? {};
    expect(handedOver + held).toBe(selected);
  }

  it('is told without anybody being named: in what is said, in logs, rejected rows and the queue', async () => {
    expect(said.join('\n')).toContain('FILE_ENCODING');
    expect(personal.kindsIn(said.join('\n'))).toEqual([]);
    const kept = readdirSync(office.folder, { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('.log') || path.endsWith('.rejected.csv'),
    );
    expect(kept).toEqual(expect.arrayContaining(['row.csv.rejected.csv']));
    for (const path of kept.filter((one) => existsSync(join(office.folder, one))))
      expect([path, personal.kindsIn(readFileSync(join(office.folder, path), 'utf8'))]).toEqual([path, []]);
    const queued = await office.query<{ text: string }>(
      `SELECT job::text AS text FROM queue.job UNION ALL SELECT event::text FROM queue.event
       UNION ALL SELECT entry::text FROM audit.entries AS entry UNION ALL SELECT one::text FROM screening.exceptions AS one`,
    );
    expect(queued.length).toBeGreaterThan(10);
    expect(personal.kindsIn(queued.map(({ text }) => text).join('\n'))).toEqual([]);
  });
});
