import { type Command } from '../command';

/** Who took part. */
export const PARTICIPATION_COMMANDS: readonly Command[] = [
  {
    name: 'participation',
    summary:
      'participation by district, with intervals; within some months of the invitation, of cohorts that are old enough',
    usage:
      '--programme PROGRAMME [--by district] [--within 3|6|12] [--from DATE] [--until DATE] [--as USER] [--json]',
    examples: [
      'participation --programme cervical --by district',
      'participation --programme cervical --within 3 --from 2026-01-01',
    ],
    load: () => import('../commands/participation.js'),
  },
  {
    name: 'participation rebuild',
    summary: 'count the cube of participation anew; a worker keeps it up to date by itself',
    usage: '[--as USER] [--json]',
    examples: ['participation rebuild --as anna'],
    load: () => import('../commands/participation.js').then((module) => module.rebuild),
  },
];
