import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tellSpecs } from './environment';

/** Only names where the test server will be; the first spec that needs it starts it, so others do not pay for it. */
export default function setup(): void {
  const folder = mkdtempSync(join(tmpdir(), 'kallelse-test-'));
  chmodSync(folder, 0o711); // as root: the account that runs PostgreSQL has to pass through
  tellSpecs(folder, randomBytes(4).toString('hex'));
}
