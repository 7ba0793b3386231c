import { type Command } from '../command';

/** How letters, messages, kits and times reach people, and what comes back. */
export const DELIVERY_COMMANDS: readonly Command[] = [
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
    name: 'print try',
    summary: 'try the SFTP server of the print supplier: its host key, our key, room to write; sends nothing',
    usage: '[--json]',
    examples: ['print try'],
    load: () => import('../commands/print.js').then((module) => module.tryServer),
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
    name: 'outreach outcomes',
    summary:
      'take what came of looking people up whom no letter reaches: CSV reference,outcome,on (told, declined, not-found, deceased)',
    usage: 'FILE [--as USER] [--json]',
    examples: ['outreach outcomes outreach-2026-03.csv --as anna'],
    load: () => import('../commands/outreach.js').then((module) => module.outcomes),
  },
  {
    name: 'phone list',
    summary:
      'make a list of people to call whom letters have not brought for long, or write one again; names stand in its file alone',
    usage:
      '--programme PROGRAMME [--region CODE] [--missed N] [--most N] | --again LIST [--as USER] [--json]',
    examples: [
      'phone list --programme cervical --missed 3 --most 100 --as anna',
      'phone list --again 4 --as anna',
    ],
    load: () => import('../commands/outreach.js').then((module) => module.phoneList),
  },
  {
    name: 'phone outcomes',
    summary:
      'take what came of the calls of a phone list: CSV reference,outcome,on (reached, declined, no-answer, wrong-number)',
    usage: 'FILE [--as USER] [--json]',
    examples: ['phone outcomes calls-2026-03.csv --as anna'],
    load: () => import('../commands/outreach.js').then((module) => module.phoneOutcomes),
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
    name: 'rounds close',
    summary: 'end a round by hand: nothing more is sent in it',
    usage: 'ROUND --reason TEXT [--as USER] [--json]',
    examples: ['rounds close 17 --reason "followed elsewhere" --as anna'],
    load: () => import('../commands/rounds.js').then((module) => module.close),
  },
  {
    name: 'rounds remind',
    summary: 'remind somebody now, in place of the next planned reminder',
    usage: 'ROUND --reason TEXT [--as USER] [--json]',
    examples: ['rounds remind 17 --reason "asks for the letter" --as anna'],
    load: () => import('../commands/rounds.js').then((module) => module.remind),
  },
  {
    name: 'rounds missing-results',
    summary: 'who had a time some weeks ago, and of whom no test has come',
    usage: '[--programme PROGRAMME] [--days N] [--json]',
    examples: ['rounds missing-results --programme breast', 'rounds missing-results --days 60'],
    load: () => import('../commands/rounds.js').then((module) => module.missingResults),
  },
  {
    name: 'times',
    summary: 'times to come at units and what is free, or the times of a resident',
    usage: '[RESIDENT] [--unit UNIT] [--json]',
    examples: ['times', 'times --unit u1', 'times 17'],
    load: () => import('../commands/times.js').then((module) => module.list),
  },
  {
    name: 'times rebook',
    summary: 'give somebody the next free time from a day on',
    usage: 'TIME [--from DATE] [--unit UNIT] [--as USER] [--json]',
    examples: ['times rebook 3 --from 2026-04-01 --as anna'],
    load: () => import('../commands/times.js').then((module) => module.rebook),
  },
  {
    name: 'times cancel',
    summary: 'free a time that somebody will not use; the round goes on',
    usage: 'TIME --reason TEXT [--as USER] [--json]',
    examples: ['times cancel 3 --reason "by phone" --as anna'],
    load: () => import('../commands/times.js').then((module) => module.cancel),
  },
  {
    name: 'times no-show',
    summary: 'note that somebody did not come',
    usage: 'TIME [--as USER] [--json]',
    examples: ['times no-show 3 --as anna'],
    load: () => import('../commands/times.js').then((module) => module.noShow),
  },
  {
    name: 'times close-unit',
    summary: 'close a unit for some days: everybody gets another time, and one letter that says so',
    usage: 'UNIT [--from DATE] [--until DATE] [--to UNIT,…] --reason TEXT [--as USER] [--json]',
    examples: ['times close-unit u1 --from 2026-04-01 --until 2026-04-05 --reason "water damage" --as anna'],
    load: () => import('../commands/times.js').then((module) => module.closeUnit),
  },
  {
    name: 'kits',
    summary: 'how many kits are ordered, listed, packed, sent, analysed, lost …',
    usage: '[list] [--json]',
    examples: ['kits'],
    load: () => import('../commands/kits.js').then((module) => module.list),
  },
  {
    name: 'kits pack',
    summary: 'write the packing file of what is ordered, and the stop file of what must not be sent any more',
    usage: '[--json]',
    examples: ['kits pack'],
    load: () => import('../commands/kits.js').then((module) => module.pack),
  },
  {
    name: 'kits couple',
    summary:
      'take which kit was packed for which order: CSV order,kit,lot,best_before,posted_on; all or nothing',
    usage: 'FILE [--as USER] [--json]',
    examples: ['kits couple coupled-2026-03-09.csv --as anna'],
    load: () => import('../commands/kits.js').then((module) => module.couple),
  },
  {
    name: 'kits report',
    summary: 'a kit was lost, cannot be used, or came back; another follows if the rules allow it',
    usage: 'ORDER|CODE --state lost|unusable|returned --reason TEXT [--as USER] [--json]',
    examples: ['kits report 17 --state lost --reason "says it never came" --as anna'],
    load: () => import('../commands/kits.js').then((module) => module.report),
  },
  {
    name: 'kits order',
    summary: 'send a kit to somebody who asks for one; it goes out with its letter',
    usage: 'ROUND --reason TEXT [--as USER] [--json]',
    examples: ['kits order 17 --reason "asked by phone" --as anna'],
    load: () => import('../commands/kits.js').then((module) => module.order),
  },
  {
    name: 'kits show',
    summary: 'one order, by its number or by the code on the kit',
    usage: 'ORDER|CODE [--json]',
    examples: ['kits show 17', 'kits show 6291041500213'],
    load: () => import('../commands/kits.js').then((module) => module.show),
  },
];
