import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, statSync, unlinkSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import ssh2, { type AuthContext, type Connection, type SFTPWrapper } from 'ssh2';

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;

/** How a supplier's server misbehaves. */
export interface SupplierBehaviour {
  /** So many times the connection breaks when a run has been renamed, before that is said. */
  breakAfterRename: number;
  /** So many times the connection breaks in the middle of a file. */
  breakInFile: number;
  /** Nothing more can be written. */
  isFull: boolean;
  /** Nobody is let in. */
  refusesKeys: boolean;
  /** A file is shorter than what was sent. */
  cutsFiles: boolean;
}

export const HONEST: SupplierBehaviour = {
  breakAfterRename: 0,
  breakInFile: 0,
  isFull: false,
  refusesKeys: false,
  cutsFiles: false,
};

/** What came of a run at a supplier's. */
export interface TakenRun {
  readonly run: string;
  readonly files: readonly string[];
}

/**
 * A print supplier's SFTP server. It takes a run away as soon as it is there under its name, into `taken/`, and remembers
 * how often each came.
 */
export class PrintSupplier {
  readonly taken: TakenRun[] = [];
  behaviour: SupplierBehaviour = HONEST;
  private readonly server: ssh2.Server;
  private readonly shop: string;

  constructor(
    private readonly root: string,
    hostKey: string,
    clientKey: string,
  ) {
    this.shop = join(root, 'shop');
    mkdirSync(this.shop, { recursive: true });
    mkdirSync(join(root, 'taken'), { recursive: true });
    const allowed = ssh2.utils.parseKey(clientKey);
    if (allowed instanceof Error) throw allowed;
    this.server = new ssh2.Server({ hostKeys: [hostKey] }, (connection) => {
      connection.on('error', () => undefined);
      connection.on('authentication', (context) => this.authenticate(context, allowed));
      connection.on('session', (accept) => {
        accept().on('sftp', (acceptSftp) => new Answers(this, connection, acceptSftp()).listen());
      });
    });
  }

  listen(): Promise<number> {
    return new Promise((resolve) => {
      this.server.listen(0, '127.0.0.1', () => resolve((this.server.address() as { port: number }).port));
    });
  }

  /** A path of a client within the shop; nothing leads out of it. */
  at(path: string): string {
    return join(this.shop, normalize(`/${path}`));
  }

  /** A finished run leaves the shop at once. */
  take(path: string): void {
    const run = path.replace(/^\/?(out\/)?/, '');
    if (run.startsWith('.') || run.includes('/')) return;
    this.taken.push({ run, files: readdirSync(this.at(path)).sort() });
    renameSync(this.at(path), join(this.root, 'taken', `${run}.${this.taken.length}`));
  }

  private authenticate(context: AuthContext, allowed: ssh2.ParsedKey): void {
    if (context.method !== 'publickey') return context.reject(['publickey']);
    const isOurs = context.key.algo === allowed.type && context.key.data.equals(allowed.getPublicSSH());
    const isSigned =
      context.signature === undefined || allowed.verify(context.blob ?? Buffer.of(), context.signature);
    if (isOurs && isSigned && !this.behaviour.refusesKeys) context.accept();
    else context.reject();
  }
}

/** What one client asks for. */
class Answers {
  private readonly handles = new Map<number, FileHandle | string[]>();
  private last = 0;

  constructor(
    private readonly supplier: PrintSupplier,
    private readonly connection: Connection,
    private readonly sftp: SFTPWrapper,
  ) {}

  listen(): void {
    const { sftp, supplier } = this;
    this.connection.on('close', () => {
      for (const file of this.handles.values())
        if (!Array.isArray(file)) void file.close().catch(() => undefined);
    });
    sftp.on('OPEN', (id, path, flags) =>
      this.answering(id, async () => {
        if (supplier.behaviour.isFull) throw new Error('full');
        const file = await open(supplier.at(path), flags & OPEN_MODE.WRITE ? 'w' : 'r');
        sftp.handle(id, this.handleOf(file));
      }),
    );
    sftp.on('WRITE', (id, handle, offset, data) =>
      this.answering(id, () => this.write(id, handle, offset, data)),
    );
    sftp.on('CLOSE', (id, handle) =>
      this.answering(id, async () => {
        const file = this.handles.get(handle.readUInt32BE(0));
        if (file && !Array.isArray(file)) await file.close();
        sftp.status(id, STATUS_CODE.OK);
      }),
    );
    for (const event of ['SETSTAT', 'FSETSTAT'] as const) sftp.on(event, (id: number) => this.ok(id));
    for (const event of ['STAT', 'LSTAT'] as const)
      sftp.on(event, (id: number, path: string) => this.stat(id, path));
    sftp.on('OPENDIR', (id, path) =>
      this.answering(id, () => sftp.handle(id, this.handleOf(readdirSync(supplier.at(path))))),
    );
    sftp.on('READDIR', (id, handle) => this.list(id, handle));
    sftp.on('MKDIR', (id, path) => this.answering(id, () => (mkdirSync(supplier.at(path)), this.ok(id))));
    sftp.on('RMDIR', (id, path) => this.answering(id, () => (rmdirSync(supplier.at(path)), this.ok(id))));
    sftp.on('REMOVE', (id, path) => this.answering(id, () => (unlinkSync(supplier.at(path)), this.ok(id))));
    sftp.on('RENAME', (id, from, to) => this.answering(id, () => this.rename(id, from, to)));
    sftp.on('REALPATH', (id, path) =>
      sftp.name(id, [{ filename: normalize(path), longname: '', attrs: {} as never }]),
    );
  }

  private ok(id: number): void {
    this.sftp.status(id, STATUS_CODE.OK);
  }

  private answering(id: number, act: () => unknown): void {
    Promise.resolve()
      .then(act)
      .catch(() => this.sftp.status(id, STATUS_CODE.FAILURE));
  }

  private handleOf(what: FileHandle | string[]): Buffer {
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(++this.last);
    this.handles.set(this.last, what);
    return handle;
  }

  private async write(id: number, handle: Buffer, offset: number, data: Buffer): Promise<void> {
    const file = this.handles.get(handle.readUInt32BE(0));
    const { behaviour } = this.supplier;
    if (!file || Array.isArray(file)) throw new Error('no such file');
    if (behaviour.breakInFile > 0) {
      behaviour.breakInFile--;
      this.connection.end();
      return;
    }
    await file.write(data, 0, behaviour.cutsFiles ? Math.floor(data.length / 2) : data.length, offset);
    this.ok(id);
  }

  private stat(id: number, path: string): void {
    const file = this.supplier.at(path);
    if (!existsSync(file)) return this.sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
    const { size, mode, uid, gid, atimeMs, mtimeMs } = statSync(file);
    this.sftp.attrs(id, { size, mode, uid, gid, atime: atimeMs / 1000, mtime: mtimeMs / 1000 });
  }

  private list(id: number, handle: Buffer): void {
    const names = this.handles.get(handle.readUInt32BE(0));
    if (!Array.isArray(names) || names.length === 0) return this.sftp.status(id, STATUS_CODE.EOF);
    this.sftp.name(
      id,
      names.splice(0).map((filename) => ({ filename, longname: filename, attrs: {} as never })),
    );
  }

  private rename(id: number, from: string, to: string): void {
    const { supplier } = this;
    if (existsSync(supplier.at(to))) throw new Error('there is one');
    renameSync(supplier.at(from), supplier.at(to));
    supplier.take(to);
    if (supplier.behaviour.breakAfterRename > 0) {
      supplier.behaviour.breakAfterRename--;
      this.connection.end();
      return;
    }
    this.ok(id);
  }
}
