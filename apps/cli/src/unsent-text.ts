import { type UnsentContact } from '@kallelse/batches';
import { count, table, type Column } from './output';

/**
 * Who has not got something, and why. Contacts whose day has not come (reminders, mostly) are one line a step, so that
 * those that need somebody's attention are seen. `today` is a plain date.
 */
export function unsentText(rows: readonly UnsentContact[], today: string): string {
  const early = rows.filter(({ state, due }) => state === 'waiting' && due > today);
  const listed = rows.filter((row) => !early.includes(row));
  if (rows.length === 0) return 'everything has gone out\n';
  const open = listed.length === 0 ? 'all that was due has gone out\n' : table(listed, COLUMNS);
  return `${open}${guidance(listed)}${waitingText(early)}`;
}

const COLUMNS: readonly Column<UnsentContact>[] = [
  { head: 'contact', cell: ({ contact }) => contact, right: true },
  { head: 'resident', cell: ({ resident }) => resident, right: true },
  { head: 'step', cell: ({ step }) => step },
  { head: 'state', cell: ({ state }) => state },
  { head: 'because', cell: ({ reason }) => reason },
];

/** What an office can do about contacts of which nobody knows whether they arrived. */
function guidance(rows: readonly UnsentContact[]): string {
  const unknown = rows.filter(({ state }) => state === 'unknown').length;
  if (unknown === 0) return '';
  return `${count(unknown)} unknown: sending was interrupted and the service cannot say whether the message arrived. Such a contact is not sent again by itself; ask the service, or call the resident, before anything is sent by hand.\n`;
}

function waitingText(early: readonly UnsentContact[]): string {
  const steps = [...new Set(early.map(({ step }) => step))];
  return steps
    .map((step) => {
      const days = early.filter((row) => row.step === step).map(({ due }) => due);
      const [first, last] = [days.reduce((a, b) => (b < a ? b : a)), days.reduce((a, b) => (b > a ? b : a))];
      const when = first === last ? first : `${first} to ${last}`;
      return `${count(days.length)} × ${step} not sent yet: due ${when}\n`;
    })
    .join('');
}
