import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withVariables } from '../../../../test/support/environment';
import { KeptTerminal } from '../../../../test/support/kept-terminal';
import { COMMANDS } from '../commands';
import { run } from '../run';

describe('kallelse start on a port that is taken', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kallelse-start-'));
  let other: Server;
  let port: string;

  beforeAll(async () => {
    other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    port = String((other.address() as AddressInfo).port);
  });
  afterAll(() => {
    other.close();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['by the setting', [], true],
    ['by the option', ['--port'], false],
  ])('%s: says so, and has started nothing', async (_, option, isSet) => {
    const terminal = new KeptTerminal();
    const variables = { KALLELSE_DATA: folder, ...(isSet ? { KALLELSE_PORT: port } : {}) };
    const args = ['start', ...option.flatMap((name) => [name, port])];
    expect(await withVariables(variables, () => run(args, COMMANDS, terminal, '1.0.0'))).toBe(1);
    expect(terminal.notes).toBe(
      `error PORT_TAKEN: another program listens on 127.0.0.1:${port}\n` +
        'fix: end that program, or choose another port: KALLELSE_PORT=N, or kallelse start --port N\n',
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(['0', '65536', '1.5'])('%s is no port', async (wrong) => {
    const terminal = new KeptTerminal();
    expect(await run(['start', '--port', wrong], COMMANDS, terminal, '1.0.0')).toBe(2);
  });
});
