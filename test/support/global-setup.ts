import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tellSpecs } from './environment';

/** Only names where the test server will be; the first spec that needs it starts it, so others do not pay for it. */
export default function setup(): void {
  tellSpecs(mkdtempSync(join(tmpdir(), 'kallelse-test-')), randomBytes(4).toString('hex'));
}
