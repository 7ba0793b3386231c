import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { utils } from 'ssh2';
import type { SupplierBehaviour, TakenRun } from '../simulators/src/print-supplier';
import { NODE_FROM_SOURCES, ROOT } from './sources';

const MAIN = join(ROOT, 'test', 'simulators', 'src', 'print-supplier-main.ts');

/** A print supplier's SFTP server as a process of its own. */
export class SupplierOfTests {
  private constructor(
    private readonly child: ChildProcess,
    /** With the private key of the user that it lets in. */
    readonly keyFile: string,
    readonly port: number,
    /** As in `known_hosts`. */
    readonly hostKey: string,
    private readonly folder: string,
  ) {}

  static async start(): Promise<SupplierOfTests> {
    const client = utils.generateKeyPairSync('ed25519');
    const folder = mkdtempSync(join(tmpdir(), 'kallelse-supplier-'));
    const child = spawn(
      process.execPath,
      [...NODE_FROM_SOURCES, MAIN, '--folder', folder, '--client-key', client.public],
      { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
    );
    if (!child.stdout) throw new Error('the simulator has no output');
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const { port, hostKey } = JSON.parse(line) as { port: number; hostKey: string };
    const keyFile = join(folder, 'client-key');
    writeFileSync(keyFile, client.private, { mode: 0o600 });
    return new SupplierOfTests(child, keyFile, port, hostKey, folder);
  }

  /** Where the runs lie that it has taken. */
  get takenFolder(): string {
    return join(this.folder, 'taken');
  }

  /** Runs that were put under their name and that it has not taken. */
  shown(): string[] {
    return readdirSync(join(this.folder, 'shop')).filter((name) => !name.startsWith('.'));
  }

  /** The settings by which an office sends its runs here. */
  settings(): Record<string, string> {
    const key = utils.parseKey(this.hostKey);
    if (key instanceof Error) throw key;
    const hash = createHash('sha256').update(key.getPublicSSH()).digest('base64').replace(/=+$/, '');
    return {
      KALLELSE_PRINT_SFTP: `sftp://kallelse@127.0.0.1:${this.port}/`,
      KALLELSE_PRINT_SFTP_KEY: this.keyFile,
      KALLELSE_PRINT_SFTP_HOST_KEY: `SHA256:${hash}`,
    };
  }

  /** From now on; what is not named is as it should be. */
  behave(behaviour: Partial<SupplierBehaviour>): Promise<readonly TakenRun[]> {
    return this.ask(behaviour);
  }

  /** Runs that the supplier took, in their order. */
  taken(): Promise<readonly TakenRun[]> {
    return this.ask('taken');
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async ask(message: Partial<SupplierBehaviour> | 'taken'): Promise<readonly TakenRun[]> {
    const answer = once(this.child, 'message');
    this.child.send(message);
    return ((await answer) as [readonly TakenRun[]])[0];
  }
}
