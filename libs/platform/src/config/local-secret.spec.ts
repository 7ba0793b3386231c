import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localSecret } from './local-secret';

describe('the secret of a data folder', () => {
  it('is random, kept, and for us only', () => {
    const parent = mkdtempSync(join(tmpdir(), 'kallelse-secret-'));
    const [one, two] = ['one', 'two'].map((name) => localSecret(join(parent, name)));
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(two).not.toBe(one);
    expect(localSecret(join(parent, 'one'))).toBe(one);
    expect(statSync(join(parent, 'one', 'secret')).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(parent, 'one')).sort()).toEqual(['run', 'secret']);
    rmSync(parent, { recursive: true });
  });
});
