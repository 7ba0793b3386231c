import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  unlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { thrownBy } from '@test/support/thrown';
import { packagedFolder, usableBinaries } from './binaries';
import { runUser } from './host';

jest.setTimeout(60_000);

/** Real: the programs of the platform package, in copies that were installed badly. */
describe('the programs of the embedded PostgreSQL', () => {
  let folder: string;
  const user = runUser();

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kallelse-binaries-'));
    chmodSync(folder, 0o755);
    cpSync(packagedFolder(), join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const breakLinks = (): void => {
    const lib = join(folder, 'native', 'lib');
    for (const name of readdirSync(lib)) {
      const isLink = existsSync(join(lib, name)) && isSymbolicLink(join(lib, name));
      if (isLink) unlinkSync(join(lib, name));
    }
  };

  it('are used where they are when they run', () => {
    const binaries = usableBinaries(join(folder, 'native'), join(folder, 'copy'), user);
    expect(dirname(binaries.postgres)).toBe(join(folder, 'native', 'bin'));
    expect(existsSync(join(folder, 'copy'))).toBe(false);
  });

  it('get their library links and executable bits in place', () => {
    breakLinks();
    for (const name of ['postgres', 'initdb']) chmodSync(join(folder, 'native', 'bin', name), 0o644);
    const binaries = usableBinaries(join(folder, 'native'), join(folder, 'copy'), user);
    expect(dirname(binaries.postgres)).toBe(join(folder, 'native', 'bin'));
    expect(existsSync(join(folder, 'native', 'lib', 'libpq.so.5'))).toBe(true);
  });

  it('are copied when the account cannot reach the package', () => {
    breakLinks();
    const parent = join(folder, 'native');
    // Root may change and reach everything, the account that runs PostgreSQL may not; without root we are that account.
    chmodSync(parent, user ? 0o700 : 0o755);
    chmodSync(join(parent, 'lib'), user ? 0o700 : 0o555);
    const binaries = usableBinaries(parent, join(folder, 'copy'), user);
    expect(dirname(binaries.postgres)).toBe(join(folder, 'copy', 'bin'));
    chmodSync(join(parent, 'lib'), 0o755);
  });

  it('are refused with the reason when they cannot run at all', () => {
    unlinkSync(join(folder, 'native', 'lib', 'libcrypto.so.1.1'));
    expect(thrownBy(() => usableBinaries(join(folder, 'native'), join(folder, 'copy'), user))).toMatchObject({
      code: 'EMBEDDED_BINARIES_UNUSABLE',
      message: expect.stringContaining('libcrypto.so.1.1') as unknown,
    });
  });

  it('are named as unsupported where there are none', () => {
    expect(thrownBy(() => packagedFolder('sunos', 'x64'))).toMatchObject({ code: 'EMBEDDED_UNSUPPORTED' });
  });

  it('are named as missing where the package was not installed', () => {
    expect(thrownBy(() => packagedFolder('linux', 'ppc64'))).toMatchObject({
      code: 'EMBEDDED_PACKAGE_MISSING',
    });
  });
});

function isSymbolicLink(path: string): boolean {
  try {
    readlinkSync(path);
    return true;
  } catch {
    return false;
  }
}
