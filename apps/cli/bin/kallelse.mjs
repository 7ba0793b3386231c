#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from './build.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const main = join(root, 'dist', 'apps', 'cli', 'src', 'main.js');

buildIfStale(root);
if (!existsSync(main)) {
  process.stderr.write(
    'error NOT_BUILT: there is no built program\nfix: run npm ci and npm run build in the checkout\n',
  );
  process.exit(1);
}
createRequire(import.meta.url)(main);
