import { Client } from 'pg';
import { ownServer } from '../../spec/own-server';
import { migrate } from './migrate';
import { asAdmin, provision } from './provision';
import { ROLES, rolePassword } from './roles';
import { scramVerifier } from './scram';
import { type Server } from './server';

jest.setTimeout(60_000);

/** Real: a server of its own, since roles belong to the whole server. */
describe('provisioning a server', () => {
  const own = ownServer();
  const SECRET = 'the secret of this spec';

  /** A database owned by someone who may create roles and nothing else: what a hosted server gives. */
  async function hosted(database: string): Promise<Server> {
    await asAdmin(own().server, async (client) => {
      await client.query(`CREATE ROLE ${database} LOGIN CREATEROLE PASSWORD 'hosted'`);
      await client.query(`CREATE DATABASE ${database} OWNER ${database}`);
    });
    return { ...own().server, database, admin: { user: database, password: 'hosted' } };
  }

  async function login(server: Server, secret: string, role: (typeof ROLES)[number]): Promise<void> {
    const { host, port, database } = server;
    const client = new Client({ host, port, database, user: role, password: rolePassword(secret, role) });
    try {
      await client.connect();
    } finally {
      await client.end();
    }
  }

  it('needs no superuser, and serves a second database', async () => {
    const first = await hosted('first');
    await expect(migrate({ server: first, secret: SECRET })).resolves.not.toEqual([]);
    await expect(migrate({ server: first, secret: SECRET })).resolves.toEqual([]);
    await asAdmin(own().server, (client) => client.query('CREATE DATABASE second OWNER first'));
    const second = { ...first, database: 'second' };
    await expect(migrate({ server: second, secret: SECRET })).resolves.not.toEqual([]);
    for (const role of ROLES) await login(second, SECRET, role);
  });

  it('is done by many at the same moment', async () => {
    const { server } = own();
    await asAdmin(server, (client) => client.query('CREATE DATABASE crowd'));
    const crowd = { ...server, database: 'crowd' };
    const done = await Promise.all(
      Array.from({ length: 4 }, () => migrate({ server: crowd, secret: SECRET })),
    );
    expect(done.filter((steps) => steps.length > 0)).toHaveLength(1);
  });

  it('gives the password of the secret in use, also to roles that are there already', async () => {
    const { server } = own();
    await provision(server, SECRET);
    await provision(server, 'a secret that came later');
    await login(server, 'a secret that came later', 'kallelse_app');
    await expect(login(server, SECRET, 'kallelse_app')).rejects.toMatchObject({ code: '28P01' });
  });

  it('refuses a role that someone gave power', async () => {
    const { server } = own();
    const alter = (attribute: string): Promise<unknown> =>
      asAdmin(server, (client) => client.query(`ALTER ROLE kallelse_analyst ${attribute}`));
    await alter('BYPASSRLS');
    await expect(provision(server, SECRET)).rejects.toMatchObject({ code: 'ROLE_TOO_POWERFUL' });
    await alter('NOBYPASSRLS');
    await expect(provision(server, SECRET)).resolves.toBeUndefined();
    await asAdmin(server, (client) => client.query('GRANT kallelse_migrate TO kallelse_app'));
    await expect(provision(server, SECRET)).rejects.toMatchObject({ code: 'ROLE_TOO_POWERFUL' });
    await asAdmin(server, (client) => client.query('REVOKE kallelse_migrate FROM kallelse_app'));
  });

  it('refuses a database that does not store UTF-8', async () => {
    const { server } = own();
    await asAdmin(server, (client) =>
      client.query(
        `CREATE DATABASE latin ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0`,
      ),
    );
    await expect(provision({ ...server, database: 'latin' }, SECRET)).rejects.toMatchObject({
      code: 'DATABASE_ENCODING',
    });
  });

  it('sends verifiers that the server takes for the password', async () => {
    const { server } = own();
    await asAdmin(server, (client) =>
      client.query(`CREATE ROLE verified LOGIN SUPERUSER PASSWORD '${scramVerifier('påss')}'`),
    );
    const { rows } = await asAdmin(server, (client) =>
      client.query<{ rolpassword: string }>(`SELECT rolpassword FROM pg_authid WHERE rolname = 'verified'`),
    );
    expect(rows[0]?.rolpassword).toMatch(/^SCRAM-SHA-256\$4096:/);
    const { host, port, database } = server;
    const client = new Client({ host, port, database, user: 'verified', password: 'påss' });
    await client.connect();
    await client.end();
  });

  it('names a server that does not answer, and what to do', async () => {
    const gone = { ...own().server, port: 1 };
    await expect(provision(gone, SECRET)).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message: expect.stringContaining('127.0.0.1:1') as unknown,
      options: { fix: expect.stringContaining('DATABASE_URL') as unknown },
    });
  });
});
