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
];
