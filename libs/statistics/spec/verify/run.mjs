#!/usr/bin/env node
/**
 * Reads a file of reference cases and writes one line per case: what our functions say. With --check it writes the
 * disagreements to standard error instead and ends with 1 when there are any, or more unanswered cases than allowed.
 * Runs from the sources, without a build or a database.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

const USAGE = 'usage: npm run -s verify:statistics -- FILE [--check]';

function fail(message, fix) {
  process.stderr.write(`error ${message}\nfix: ${fix}\n`);
  process.exit(2);
}

/** TypeScript through `require`, so that nothing need be built. */
function sources() {
  const require = createRequire(import.meta.url);
  require.extensions['.ts'] = (module, filename) => {
    const { code } = transformSync(readFileSync(filename, 'utf8'), {
      filename,
      swcrc: false,
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'commonjs' },
    });
    module._compile(code, filename);
  };
  return require(join(dirname(fileURLToPath(import.meta.url)), 'verify.ts'));
}

function read(file) {
  let content;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const what = error instanceof SyntaxError ? 'is no JSON' : 'cannot be read';
    fail(`CASES_UNREADABLE: the file of cases ${what}`, USAGE);
  }
  const cases = Array.isArray(content) ? content : content?.cases;
  const whole = Array.isArray(cases) && cases.every((one) => one?.id && one.statistic && one.inputs);
  if (!whole) fail('CASES_INVALID: a list of {id, statistic, inputs, expected} is needed', USAGE);
  return cases;
}

function check({ verdict, MOST_UNSUPPORTED }, cases) {
  const { agreed, disagreed, unsupported } = verdict(cases);
  for (const { id, at } of disagreed) {
    for (const one of at) {
      process.stderr.write(
        `${id} ${one.path}: ${JSON.stringify(one.actual ?? null)} instead of ${JSON.stringify(one.expected)}\n`,
      );
    }
  }
  for (const { id, reason } of unsupported) process.stderr.write(`${id} unsupported: ${reason}\n`);
  process.stderr.write(
    `${agreed} of ${cases.length} cases agree, ${disagreed.length} disagree, ${unsupported.length} unsupported\n`,
  );
  process.exitCode = disagreed.length > 0 || unsupported.length > MOST_UNSUPPORTED ? 1 : 0;
}

process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit(0); // the reader has seen enough (| head)
  throw error;
});

const options = process.argv.slice(2);
const files = options.filter((one) => !one.startsWith('-'));
if (files.length !== 1 || options.some((one) => one.startsWith('-') && one !== '--check')) {
  fail('USAGE: one file of cases is needed', USAGE);
}
const cases = read(files[0]);
const library = sources();
if (options.includes('--check')) check(library, cases);
else for (const one of cases) process.stdout.write(`${JSON.stringify(library.answer(one))}\n`);
