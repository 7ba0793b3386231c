import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { limitLog } from './log-file';

describe('a limited log', () => {
  it('moves aside above its limit, while its writer goes on', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kallelse-log-'));
    const file = join(folder, 'server.log');
    limitLog(file, 10); // not there yet
    const writer = openSync(file, 'a');
    appendFileSync(file, '1234567890');
    limitLog(file, 10);
    expect(existsSync(`${file}.1`)).toBe(false);
    writeSync(writer, 'x');
    limitLog(file, 10);
    writeSync(writer, 'new');
    closeSync(writer);
    expect(readFileSync(`${file}.1`, 'utf8')).toBe('1234567890x');
    expect(readFileSync(file, 'utf8')).toBe('new');
    rmSync(folder, { recursive: true });
  });
});
