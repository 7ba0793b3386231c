import { type Config } from '../config/config';
import { localSecret } from '../config/local-secret';
import { EmbeddedDatabase, type EmbeddedOptions } from '../embedded/embedded-database';
import { createDatabase, embeddedServer } from './embedded-server';
import { type Server, serverFromUrl } from './server';

/** A database server and the secret its role passwords come from. */
export interface Located {
  readonly server: Server;
  readonly secret: string;
}

/** How the embedded server is attached to; for specs and for telling a person that it takes a while. */
export type EmbeddedHints = Pick<EmbeddedOptions, 'nodeArguments' | 'settings' | 'onProgress'>;

/** Finds the database server of a configuration: the given one, or the embedded one, which it then attaches to. */
export class ServerLocator {
  private located: Promise<Located> | undefined;
  private embedded: EmbeddedDatabase | undefined;

  constructor(
    private readonly config: Config,
    private readonly hints: EmbeddedHints = {},
  ) {}

  get isEmbedded(): boolean {
    return this.config.databaseUrl === undefined;
  }

  /** Where the database is; attaches on first use, and again after a failed attempt. */
  locate(): Promise<Located> {
    this.located ??= this.find().catch((error: unknown) => {
      this.located = undefined;
      throw error;
    });
    return this.located;
  }

  /** The embedded server comes without our database in it. */
  async createIfEmbedded(): Promise<void> {
    if (this.isEmbedded) await createDatabase((await this.locate()).server);
  }

  /** Lets go of the embedded server. */
  async close(): Promise<void> {
    await this.located?.catch(() => undefined);
    this.embedded?.detach();
  }

  private async find(): Promise<Located> {
    const { databaseUrl, dataFolder, databaseGraceSeconds } = this.config;
    if (databaseUrl !== undefined) {
      const server = serverFromUrl(databaseUrl);
      return { server, secret: this.config.secret ?? server.admin.password ?? localSecret(dataFolder) };
    }
    this.embedded = await EmbeddedDatabase.attach({
      dataFolder,
      graceSeconds: databaseGraceSeconds,
      ...this.hints,
    });
    return {
      server: embeddedServer(this.embedded.address),
      secret: this.config.secret ?? localSecret(dataFolder),
    };
  }
}
