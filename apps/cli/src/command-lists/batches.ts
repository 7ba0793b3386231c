import { type Command } from '../command';

/** From batch to letter, and what came of it. */
export const BATCH_COMMANDS: readonly Command[] = [
  {
    name: 'batch plan',
    summary:
      'plan a batch of invitations, organ enquiries, questionnaires, or letters that take wrong ones back',
    usage:
      '--programme PROGRAMME | --enquiry [--programme PROGRAMME] | --corrects BATCH [--region CODE] [--district CODE,…] [--municipality CODE,…] [--birth-month 1,…] [--capacity N] [--seed TEXT] [--as-of DATE] [--as USER] [--json]',
    examples: [
      'batch plan --programme cervical --capacity 500 --as anna',
      'batch plan --enquiry --as anna',
      'batch plan --enquiry --programme lung-pilot --capacity 1000 --seed 2026 --as anna',
      'batch plan --programme colorectal --birth-month 11 --as anna',
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
    usage: 'BATCH [--limit N] [--json]',
    examples: ['batch unsent 1'],
    load: () => import('../commands/batch.js').then((module) => module.unsent),
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
  {
    name: 'sending pause',
    summary: 'stop sending: everything, a programme, a channel or a batch',
    usage: '[--programme P | --channel C | --batch B] --reason TEXT [--as USER]',
    examples: [
      'sending pause --reason "wrong template"',
      'sending pause --programme breast --reason "unit closed" --as bo',
    ],
    load: () => import('../commands/sending.js').then((module) => module.pause),
  },
  {
    name: 'sending resume',
    summary: 'let sending go on',
    usage: '[--programme P | --channel C | --batch B] [--as USER]',
    examples: ['sending resume'],
    load: () => import('../commands/sending.js').then((module) => module.resume),
  },
  {
    name: 'sending status',
    summary: 'what is paused, since when, by whom; which service takes nothing',
    usage: '[--json]',
    examples: ['sending status'],
    load: () => import('../commands/sending.js').then((module) => module.status),
  },
  {
    name: 'sending follow',
    summary: 'ask the 1177 service what became of messages; what nobody has read in time goes on paper',
    usage: '[--json]',
    examples: ['sending follow'],
    load: () => import('../commands/sending.js').then((module) => module.follow),
  },
  {
    name: 'print runs',
    summary: 'print runs, with how many letters each has',
    usage: '[--json]',
    examples: ['print runs'],
    load: () => import('../commands/print.js').then((module) => module.runs),
  },
  {
    name: 'print receipts',
    summary:
      'take what the supplier says of letters: CSV dispatch,state,on,reason (printed, spoiled, posted, returned)',
    usage: 'FILE [--as USER] [--json]',
    examples: ['print receipts receipts-2026-03-09.csv --as anna'],
    load: () => import('../commands/print.js').then((module) => module.receipts),
  },
  {
    name: 'print returned',
    summary: 'letters that came back, by their dispatch: moved, refused, deceased or unknown',
    usage: 'DISPATCH… --reason moved|refused|deceased|unknown [--on DATE] [--as USER] [--json]',
    examples: [
      'print returned 17 --reason moved --as anna',
      'print returned 17 18 --reason unknown --on 2026-03-09',
    ],
    load: () => import('../commands/print.js').then((module) => module.returned),
  },
  {
    name: 'participation',
    summary: 'participation by district, with intervals',
    usage: '--programme PROGRAMME [--by district] [--from DATE] [--until DATE] [--as USER] [--json]',
    examples: ['participation --programme cervical --by district'],
    load: () => import('../commands/participation.js'),
  },
];
