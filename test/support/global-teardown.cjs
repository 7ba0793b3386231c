const { existsSync, rmSync } = require('node:fs');
const { join } = require('node:path');

/** Leaves no process, folder or template behind. The platform is loaded only if a spec has used a database. */
module.exports = async () => {
  const { TEST_RUN_FOLDER: folder, TEST_DATABASE_URL: url } = process.env;
  if (url || existsSync(join(folder, 'run'))) await require('./end-run').endRun();
  rmSync(folder, { recursive: true, force: true });
};
