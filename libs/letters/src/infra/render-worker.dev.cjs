/** Starts the render thread from source, where nothing has been built: only tests run it so. */
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

require(join(__dirname, 'render-worker.ts'));
