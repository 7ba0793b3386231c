import { rolePassword } from './roles';
import { scramVerifier } from './scram';
import { serverFromUrl } from './server';

describe('a connection string', () => {
  it('is read as the driver reads it', () => {
    expect(serverFromUrl('postgres://us%40er:p%20w@db.example:6543/scr')).toEqual({
      host: 'db.example',
      port: 6543,
      database: 'scr',
      ssl: false,
      admin: { user: 'us@er', password: 'p w' },
    });
    expect(serverFromUrl('postgres://u@/scr?host=/var/run/postgresql&port=5433')).toMatchObject({
      host: '/var/run/postgresql',
      port: 5433,
      admin: { user: 'u', password: undefined },
    });
    expect(serverFromUrl('postgres://u:p@db/scr?sslmode=verify-full').ssl).toBeTruthy();
  });
});

describe('the password of a role', () => {
  it('follows from the secret, differs by role, and cannot be guessed from another', () => {
    const password = rolePassword('secret', 'kallelse_app');
    expect(password).toBe(rolePassword('secret', 'kallelse_app'));
    expect(
      new Set([password, rolePassword('secret', 'kallelse_audit'), rolePassword('other', 'kallelse_app')])
        .size,
    ).toBe(3);
    expect(password).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('becomes the verifier of RFC 7677', () => {
    const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
    expect(scramVerifier('pencil', salt)).toBe(
      'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
    );
  });
});
