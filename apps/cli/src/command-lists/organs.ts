import { type Command } from '../command';

/** Rights, organ statements, enquiries and their answers. */
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
];
