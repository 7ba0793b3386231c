import { type Command } from '../command';

/** Rights, organ statements, enquiries and their answers, and the comparison that shows what they change. */
export const ORGAN_COMMANDS: readonly Command[] = [
  {
    name: 'rights',
    summary: 'who has which right beside their role',
    usage: '[--json]',
    examples: ['rights'],
    load: () => import('../commands/rights.js').then((module) => module.list),
  },
  {
    name: 'rights grant',
    summary: 'give somebody else a right: organ-inventory or protected-identity',
    usage: 'USER --right RIGHT --reason TEXT [--as USER] [--json]',
    examples: ['rights grant anna --right organ-inventory --reason "takes answers by phone" --as bo'],
    load: () => import('../commands/rights.js').then((module) => module.grant),
  },
  {
    name: 'rights revoke',
    summary: 'take a right back',
    usage: 'USER --right RIGHT --reason TEXT [--as USER] [--json]',
    examples: ['rights revoke anna --right organ-inventory --reason "another post" --as bo'],
    load: () => import('../commands/rights.js').then((module) => module.revoke),
  },
  {
    name: 'organs show',
    summary: 'the organ inventory of a resident; takes the right organ-inventory',
    usage: 'ID --reason TEXT [--as USER] [--json]',
    examples: ['organs show 17 --reason "asks why no letter came" --as anna'],
    load: () => import('../commands/organs.js').then((module) => module.show),
  },
  {
    name: 'organs record',
    summary: 'record what the resident or a clinic says of organs',
    usage:
      'ID ORGAN=present|absent… [--source self|clinic] [--effective DATE] --reason TEXT [--as USER] [--json]',
    examples: [
      'organs record 17 cervix=present --reason "told by phone" --as anna',
      'organs record 17 cervix=absent --source clinic --effective 2024-03-01 --reason "operation report" --as anna',
    ],
    load: () => import('../commands/organs.js').then((module) => module.record),
  },
  {
    name: 'organs withdraw',
    summary: 'withdraw a statement; what it beat counts again',
    usage: 'ID --statement N --reason TEXT [--as USER] [--json]',
    examples: ['organs withdraw 17 --statement 4711 --reason "recorded for the wrong resident" --as anna'],
    load: () => import('../commands/organs.js').then((module) => module.withdraw),
  },
  {
    name: 'organs answer',
    summary: 'take down what somebody answers to the enquiry; it counts at once',
    usage: 'ID ORGAN=present|absent|declined… [--answered DATE] --reason TEXT [--as USER] [--json]',
    examples: ['organs answer 17 cervix=absent prostate=declined --reason "told by phone" --as anna'],
    load: () => import('../commands/answers.js').then((module) => module.answer),
  },
  {
    name: 'organs confirm',
    summary: 'let an answer by code count before its 30 days are over',
    usage: 'ID --answer N --reason TEXT [--as USER] [--json]',
    examples: ['organs confirm 17 --answer 3 --reason "confirmed by phone" --as anna'],
    load: () => import('../commands/answers.js').then((module) => module.confirm),
  },
  {
    name: 'organs revoke',
    summary: 'stop an answer by code that is held',
    usage: 'ID --answer N --reason TEXT [--as USER] [--json]',
    examples: ['organs revoke 17 --answer 3 --reason "did not answer, says the resident" --as anna'],
    load: () => import('../commands/answers.js').then((module) => module.revoke),
  },
  {
    name: 'organs unanswered',
    summary: 'enquiries that nobody has answered in 90 days: whom to call',
    usage: '[--region CODE] [--limit N] --reason TEXT [--as USER] [--json]',
    examples: ['organs unanswered --reason "calls of the week" --as anna'],
    load: () => import('../commands/answers.js').then((module) => module.unanswered),
  },
  {
    name: 'import replies',
    summary: 'import answers with codes: code,answered,cervix,breast,prostate,colorectum,revoke',
    usage: 'FILE.csv [--as USER] [--json]   (answers: present, absent, declined; revoke: yes)',
    examples: ['import replies slips-2026-10-05.csv --as anna'],
    load: () => import('../commands/answers.js').then((module) => module.replies),
  },
  {
    name: 'import preview',
    summary: 'how many residents a register file would leave to be asked (enquire); stores nothing',
    usage: 'FILE.csv|FILE.ndjson [--presumption first-registered-sex|none] [--as USER] [--json]',
    examples: ['import preview residents.csv', 'import preview residents.csv --presumption none'],
    load: () => import('../commands/presumption.js').then((module) => module.previewLoad),
  },
  {
    name: 'organs presumption',
    summary: 'what a first entry in the register presumes of organs, by region; or set it',
    usage: '[first-registered-sex|none --reason TEXT] [--region CODE] [--as USER] [--json]',
    examples: ['organs presumption', 'organs presumption none --region 03 --reason "decided by the region"'],
    load: () => import('../commands/presumption.js').then((module) => module.presumption),
  },
  {
    name: 'compare',
    summary:
      'beside the call list of the system in use today: whom it calls and Kallelse would not, and the reverse',
    usage:
      'FILE.csv [--region CODE] [--rows --reason TEXT] [--as USER] [--json]   (columns: identity,programme,date; the numbers with twelve digits)',
    examples: [
      'compare calls-2026-09.csv',
      'compare calls-2026-09.csv --region 01 --rows --reason "before we change systems" --as anna',
    ],
    load: () => import('../commands/compare.js').then((module) => module.compare),
  },
  {
    name: 'compare rows',
    summary: 'the people of a comparison, for 30 days; takes the right organ-inventory',
    usage: 'COMPARISON --reason TEXT [--as USER] [--json]',
    examples: ['compare rows 3 --reason "going through them" --as anna'],
    load: () => import('../commands/compare.js').then((module) => module.rows),
  },
];
