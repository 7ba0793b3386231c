import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataFolder } from '../embedded/home';

/**
 * The random secret kept in the data folder (0600), made at first use. Two processes that make one at the same moment
 * end up with the same.
 */
export function localSecret(dataFolder: string): string {
  const file = join(dataFolder, 'secret');
  const kept = read(file);
  if (kept !== undefined) return kept;
  makeDataFolder(dataFolder);
  const part = `${file}.${randomBytes(4).toString('hex')}.part`;
  writeFileSync(part, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(part, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(part);
  }
  return readFileSync(file, 'utf8').trim();
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
