const { availableParallelism } = require('node:os');

/** Unit specs beside the code, *.db-spec.ts on real PostgreSQL, whole-system suites in test/. */
module.exports = {
  testMatch: ['<rootDir>/{libs,apps,test}/**/*.spec.ts', '<rootDir>/{libs,apps,test}/**/*.db-spec.ts'],
  // Path aliases are rewritten by .swcrc; Nest 12 ships ES modules, which Node 20's jest needs converted.
  transform: { '^.+\\.m?[tj]s$': '@swc/jest' },
  transformIgnorePatterns: [
    '/node_modules/(?!(@nestjs|file-type|strtok3|token-types|uint8array-extras|@tokenizer|@borewit|load-esm|@standard-schema|css-select|css-what|boolbase|nth-check|domutils|domhandler|domelementtype|dom-serializer|entities|htmlparser2|cssomnom|uhyphen|html-escaper|linkedom)/)',
  ],
  // import() names the built file (`../commands/x.js`); here the source beside it is meant.
  moduleNameMapper: {
    '^(\\.{1,2}/(?:commands/.+|unexpected|charts))\\.js$': '$1',
    // Both ship ES modules for node and one file of the same for everybody else, which jest reads as it is.
    '^@observablehq/plot$': '<rootDir>/node_modules/@observablehq/plot/dist/plot.umd.min.js',
    '^d3@[0-9.]+/dist/d3.min.js$': '<rootDir>/node_modules/d3/dist/d3.min.js',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  // Specs wait for PostgreSQL and processes as much as they compute: more workers than cores.
  maxWorkers: Math.ceil(1.5 * availableParallelism()),
  testTimeout: 30_000,
  // One PostgreSQL server for all *.db-spec.ts, started by the first one that runs.
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.cjs',
};
