import { type Command } from '../command';

/** Batches, from plan to release. */
export const BATCH_COMMANDS: readonly Command[] = [
  {
    name: 'batch plan',
    summary:
      'plan a batch of invitations, organ enquiries, questionnaires, or letters that take wrong ones back',
    usage:
      '--programme PROGRAMME | --enquiry [--programme PROGRAMME] | --corrects BATCH [--region CODE] [--district CODE,…] [--municipality CODE,…] [--birth-month 1,…] [--unit UNIT,…] [--capacity N] [--limit unit:UNIT=N,…|laboratory:UNIT=N,…|region:CODE=N,…] [--share unit:UNIT=N,…] [--seed TEXT] [--as-of DATE] [--as USER] [--json]',
    examples: [
      'batch plan --programme cervical --capacity 500 --as anna',
      'batch plan --enquiry --as anna',
      'batch plan --enquiry --programme lung-pilot --capacity 1000 --seed 2026 --as anna',
      'batch plan --programme colorectal --birth-month 11 --as anna',
      'batch plan --programme breast --limit unit:m1=200,unit:m2=80 --share unit:m1=1 --as anna',
      'batch plan --corrects 1 --as anna',
    ],
    load: () => import('../commands/batch.js').then((module) => module.plan),
  },
  {
    name: 'batch preview',
    summary: 'whom a batch would select and why not others; freezes it',
    usage: 'BATCH [--as USER] [--json]',
    examples: ['batch preview 1 --as anna'],
    load: () => import('../commands/batch.js').then((module) => module.preview),
  },
  {
    name: 'batch submit',
    summary: 'submit a previewed batch for approval',
    usage: 'BATCH [--as USER] [--json]',
    examples: ['batch submit 1 --as anna'],
    load: () => import('../commands/batch.js').then((module) => module.submit),
  },
  {
    name: 'batch approve',
    summary: 'approve a submitted batch; not its author',
    usage: 'BATCH [--override REASON] [--as USER] [--json]',
    examples: ['batch approve 1 --as bo'],
    load: () => import('../commands/batch.js').then((module) => module.approve),
  },
  {
    name: 'batch generate',
    summary: 'make the rounds and contacts of an approved batch, all or none',
    usage: 'BATCH [--as USER] [--json]',
    examples: ['batch generate 1 --as anna'],
    load: () => import('../commands/batch.js').then((module) => module.generate),
  },
  {
    name: 'batch release',
    summary: 'send a generated batch; works until everything has gone out',
    usage: 'BATCH [--no-wait] [--as USER] [--json]',
    examples: ['batch release 1 --as bo', 'batch release 1 --no-wait --as bo'],
    load: () => import('../commands/batch.js').then((module) => module.release),
  },
  {
    name: 'batch status',
    summary: 'batches and their states',
    usage: '[BATCH] [--json]',
    examples: ['batch status', 'batch status 1 --json'],
    load: () => import('../commands/batch.js').then((module) => module.status),
  },
  {
    name: 'batch reconcile',
    summary: 'what became of everybody a batch selected; it adds up',
    usage: 'BATCH [--json]',
    examples: ['batch reconcile 1'],
    load: () => import('../commands/batch.js').then((module) => module.reconcile),
  },
  {
    name: 'batch unsent',
    summary: 'contacts of a batch that have not gone out, and why',
    usage: 'BATCH [--by-district] [--limit N] [--json]',
    examples: ['batch unsent 1', 'batch unsent 1 --by-district'],
    load: () => import('../commands/batch.js').then((module) => module.unsent),
  },
  {
    name: 'batch calendar',
    summary: 'which months of birth a programme writes to in which month, with its pauses',
    usage: 'PROGRAMME [--region CODE] [--json]',
    examples: ['batch calendar colorectal'],
    load: () => import('../commands/batch.js').then((module) => module.calendar),
  },
  {
    name: 'batch cancel',
    summary: 'cancel a batch that has not been released',
    usage: 'BATCH --reason TEXT [--as USER] [--json]',
    examples: ['batch cancel 1 --reason "wrong district" --as anna'],
    load: () => import('../commands/recall.js').then((module) => module.cancel),
  },
  {
    name: 'batch recall',
    summary: 'stop what has not gone out yet of a released batch, reminders too',
    usage: 'BATCH --reason TEXT [--as USER] [--json]',
    examples: ['batch recall 1 --reason "wrong upper age" --as bo'],
    load: () => import('../commands/recall.js').then((module) => module.recall),
  },
  {
    name: 'batch annul',
    summary:
      'let the invitations of a recalled batch that went out count as never sent, all or those not due',
    usage: 'BATCH [--keep-due] --reason TEXT [--as USER] [--json]',
    examples: [
      'batch annul 1 --reason "wrong programme" --as bo',
      'batch annul 1 --keep-due --reason "called outside the age range" --as bo',
    ],
    load: () => import('../commands/recall.js').then((module) => module.annul),
  },
  {
    name: 'failsafe',
    summary: 'who is due by the end of next month and has no letter under way, and why',
    usage: '[--programme PROGRAMME] [--region CODE] [--until DATE] [--list | --json] [--as USER]',
    examples: ['failsafe', 'failsafe --programme cervical --region 01', 'failsafe --list > overdue.csv'],
    load: () => import('../commands/failsafe.js'),
  },
];
