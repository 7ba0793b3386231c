/** Lets a thread run sources, where nothing has been built: only tests do so. */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { transformSync } = require('@swc/core');

const root = join(__dirname, '..', '..', '..', '..');
const config = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'));
config.jsc.baseUrl = root;

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), { ...config, filename, swcrc: false });
  module._compile(code, filename);
};
