import { type Command } from '../command';

/** The register, events, and what is asked of and about residents. */
export const POPULATION_COMMANDS: readonly Command[] = [
  {
    name: 'import districts',
    summary: 'import districts with their vintages; outlines and successors with them',
    usage: 'FILE.csv [--geometry FILE.geojson] [--successors FILE.csv] [--as USER] [--json]',
    examples: [
      'import districts districts.csv',
      'import districts districts.csv --geometry outlines.geojson',
    ],
    load: () => import('../commands/import.js').then((module) => module.districts),
  },
  {
    name: 'import units',
    summary: 'import clinics, laboratories and offices, and which districts they serve',
    usage: 'FILE.csv [--catchments FILE.csv] [--as USER] [--json]',
    examples: ['import units units.csv --catchments catchments.csv'],
    load: () => import('../commands/import.js').then((module) => module.units),
  },
  {
    name: 'import residents',
    summary: 'import a register extract or a file of changes; bad rows go to FILE.rejected.csv',
    usage: 'FILE.csv|FILE.ndjson [--accept-gap] [--as USER] [--json]',
    examples: ['import residents residents.csv', 'import residents changes-118.csv --accept-gap'],
    load: () => import('../commands/import.js').then((module) => module.residents),
  },
  {
    name: 'import events',
    summary: 'import tests, opt-outs, organ statements and other events; ends the rounds they end',
    usage: 'FILE.ndjson [--accept-gap] [--as USER] [--json]',
    examples: ['import events events.ndjson', 'import events answers-2026-10-05.ndjson --json'],
    load: () => import('../commands/import.js').then((module) => module.events),
  },
  {
    name: 'residents search',
    summary: 'find residents by a number or a name; shows internal ids, at most 50',
    usage: 'QUERY... | - [--reason TEXT] [--as USER] [--json]   (-: the query from standard input)',
    examples: ['residents search Kim Testsson', 'residents search - --reason "caller 4711" < query.txt'],
    load: () => import('../commands/residents.js').then((module) => module.search),
  },
  {
    name: 'residents show',
    summary: 'one resident: status, place, history, events, opt-outs, rounds',
    usage: 'ID [--reason TEXT] [--as USER] [--json]',
    examples: ['residents show 17', 'residents show 17 --reason "asked about the invitation" --as anna'],
    load: () => import('../commands/residents.js').then((module) => module.show),
  },
  {
    name: 'residents split',
    summary: 'undo the merge of two residents who are two people after all',
    usage: 'ID [--reason TEXT] [--as USER] [--json]   (ID: either of the two)',
    examples: ['residents split 17 --reason "two people, says the tax agency" --as anna'],
    load: () => import('../commands/residents.js').then((module) => module.split),
  },
  {
    name: 'residents route',
    summary: 'include, hold or exclude a resident in a programme by hand',
    usage:
      'include|hold|exclude ID --programme PROGRAMME --until DATE|never --reason TEXT [--from DATE] [--code CODE] [--as USER] [--json]',
    examples: [
      'residents route hold 17 --programme breast --until 2027-03-31 --reason "ongoing treatment" --as anna',
      'residents route exclude 17 --programme cervical --until never --code clinic-request --reason "the clinic asks" --as anna',
    ],
    load: () => import('../commands/routes.js').then((module) => module.make),
  },
  {
    name: 'residents route list',
    summary: 'the manual routes of a resident, ended ones too: what, by whom, why',
    usage: 'ID [--as USER] [--json]',
    examples: ['residents route list 17'],
    load: () => import('../commands/routes.js').then((module) => module.list),
  },
  {
    name: 'residents route revoke',
    summary: 'end a manual route; it does not hold from today on',
    usage: 'ROUTE --reason TEXT [--as USER] [--json]',
    examples: ['residents route revoke 4711 --reason "treatment is over" --as anna'],
    load: () => import('../commands/routes.js').then((module) => module.revoke),
  },
  {
    name: 'residents reviews',
    summary: 'changes of the register that wait for approval',
    usage: '[list] [--each] [--limit N] [--as USER] [--json]',
    examples: ['residents reviews', 'residents reviews --each --json'],
    load: () => import('../commands/reviews.js').then((module) => module.list),
  },
  {
    name: 'residents reviews approve',
    summary: 'let a change hold, or all mass status changes of an import',
    usage: 'REVIEW | --import IMPORT --reason TEXT [--as USER] [--json]',
    examples: [
      'residents reviews approve 3 --reason "confirmed by the tax agency" --as anna',
      'residents reviews approve --import 118 --reason "municipalities merged" --as anna',
    ],
    load: () => import('../commands/reviews.js').then((module) => module.approve),
  },
  {
    name: 'residents reviews reject',
    summary: 'refuse a change; it is not asked about again until recorded anew',
    usage: 'REVIEW | --import IMPORT --reason TEXT [--as USER] [--json]',
    examples: ['residents reviews reject 3 --reason "an error, says the tax agency" --as anna'],
    load: () => import('../commands/reviews.js').then((module) => module.reject),
  },
  {
    name: 'exceptions',
    summary: 'what somebody has to look at, and what to do about it',
    usage: '[list] [--kind KIND] [--region CODE] [--limit N] [--as USER] [--json]',
    examples: ['exceptions', 'exceptions --kind residents-merged', 'exceptions --region 01 --json'],
    load: () => import('../commands/exceptions.js').then((module) => module.list),
  },
  {
    name: 'exceptions close',
    summary: 'close an exception that has been dealt with',
    usage: 'EXCEPTION --reason TEXT [--as USER] [--json]',
    examples: [
      'exceptions close 4 --reason "one person" --as anna',
      'exceptions close p2 --reason "wrong number"',
    ],
    load: () => import('../commands/exceptions.js').then((module) => module.close),
  },
];
