import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the definitions that come with Kallelse, beside the sources and in a build alike. */
export function definitionsFolder(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'nest-cli.json'))) folder = dirname(folder);
  return join(folder, 'libs', 'programmes', 'definitions');
}
