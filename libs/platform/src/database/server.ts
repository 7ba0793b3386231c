import { Client } from 'pg';

/** Which database to connect to, and as whom the roles and grants in it are made. */
export interface Server {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** Driver settings for TLS; undefined for a plain connection. */
  readonly ssl: unknown;
  /** May create roles, and owns the database. */
  readonly admin: { readonly user: string; readonly password: string | undefined };
}

/** Reads a connection string as the driver would (percent-encoding, `?host=`, `sslmode`, `PGHOST` and its kin). */
export function serverFromUrl(url: string): Server {
  // The constructor parses; nothing connects before connect().
  const parsed = new Client({ connectionString: url }) as Client & { ssl: unknown };
  return {
    host: parsed.host,
    port: parsed.port,
    database: parsed.database ?? 'postgres',
    ssl: parsed.ssl,
    admin: { user: parsed.user ?? 'postgres', password: passwordOf(parsed.password) },
  };
}

function passwordOf(password: unknown): string | undefined {
  return typeof password === 'string' && password !== '' ? password : undefined;
}
