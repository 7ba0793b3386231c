/**
 * Import rules. The order of the libs is the order of the data: a lib may import only libs to its left.
 * Written once here; every forbidden pair is derived from it.
 */
const order = [
  'kernel',
  'eligibility',
  'statistics',
  'platform',
  'access',
  'population',
  'programmes',
  'letters',
  'episodes',
  'batches',
  'delivery',
  'participation',
];
const pure = ['kernel', 'eligibility', 'statistics'];
/** Specs, and what only they use (a `spec` folder beside `src`). */
const spec = '\\.(db-)?spec\\.ts$|^libs/[^/]+/spec/';

const onlyLeft = order.slice(0, -1).map((lib, i) => ({
  name: `${lib}-imports-only-left`,
  comment: `${lib} stands before ${order[i + 1]} in the flow of data and may not know what comes after it`,
  severity: 'error',
  from: { path: `^libs/${lib}/` },
  to: { path: `^libs/(${order.slice(i + 1).join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...onlyLeft,
    {
      name: 'statistics-beside-eligibility',
      comment: 'the two pure engines do not know each other',
      severity: 'error',
      from: { path: '^libs/statistics/' },
      to: { path: '^libs/eligibility/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'one-door-per-lib',
      comment: 'import another lib by its name (@kallelse/<lib>), never by a path inside it',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/([^/]+)/src/(?!index\\.ts$)', pathNot: '^libs/$1/' },
    },
    {
      name: 'apps-use-the-door',
      severity: 'error',
      from: { path: '^(apps|test)/' },
      to: { path: '^libs/[^/]+/src/(?!index\\.ts$)' },
    },
    {
      name: 'libs-do-not-import-apps',
      severity: 'error',
      from: { path: '^libs/', pathNot: spec },
      to: { path: '^(apps|test)/' },
    },
    {
      name: 'specs-use-the-test-support',
      comment:
        'specs of a lib may share test/support (a real database, running from sources) and the simulated services',
      severity: 'error',
      from: { path: spec },
      to: { path: '^(apps|test/(?!support/|simulators/))', pathNot: '^apps/([^/]+)/' },
    },
    {
      name: 'pure-libs',
      comment: 'kernel, eligibility and statistics run without framework, database or I/O',
      severity: 'error',
      from: { path: `^libs/(${pure.join('|')})/`, pathNot: spec },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'core'],
        pathNot: '^(node:)?crypto$|node_modules/yaml/',
      },
    },
    {
      name: 'pure-domain',
      comment: 'domain folders know neither Nest nor TypeORM nor the database driver nor the outside world',
      severity: 'error',
      from: { path: '^libs/[^/]+/src/domain/', pathNot: spec },
      to: {
        path: 'node_modules/(@nestjs|typeorm|pg|bullmq|ioredis|express)/|^(node:)?(fs|net|http|child_process)',
      },
    },
    {
      name: 'apps-hold-no-sql',
      comment: 'an app parses, calls one use case and maps the result',
      severity: 'error',
      from: { path: '^apps/' },
      to: { path: 'node_modules/(pg|typeorm|@nestjs/typeorm|pg-copy-streams)/' },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
