import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NODE_FROM_SOURCES } from '@test/support/sources';
import { embeddedServer } from '../src/database/embedded-server';
import { type Server } from '../src/database/server';
import { EmbeddedDatabase } from '../src/embedded/embedded-database';

/** An embedded server of a spec's own, for what must not be done on the one that all specs share. */
export interface OwnServer {
  /** Its data folder. */
  readonly folder: string;
  /** Its empty database `postgres`. */
  readonly server: Server;
  readonly embedded: EmbeddedDatabase;
}

/** Starts a server in the first `beforeAll`, stops it and deletes its files at the end. */
export function ownServer(): () => OwnServer {
  let own: OwnServer | undefined;
  const parent = (): string => join(own?.folder ?? '', '..');
  beforeAll(async () => {
    const made = mkdtempSync(join(tmpdir(), 'kallelse-own-'));
    chmodSync(made, 0o711);
    const folder = join(made, 'data');
    const embedded = await EmbeddedDatabase.attach({
      dataFolder: folder,
      graceSeconds: 5,
      settings: { fsync: 'off', shared_buffers: '32MB' },
      nodeArguments: NODE_FROM_SOURCES,
    });
    own = { folder, embedded, server: embeddedServer(embedded.address, 'postgres') };
  }, 60_000);
  afterAll(async () => {
    await own?.embedded.stop();
    if (own) rmSync(parent(), { recursive: true });
  });
  return () => {
    if (!own) throw new Error('the server is there from beforeAll on');
    return own;
  };
}
