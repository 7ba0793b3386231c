import { ScreeningOffice } from './screening-office';

/** An office whose people have rounds of one definition. */
export class InvitedPeople extends ScreeningOffice {
  definition = 0;

  /** Stores the definition. */
  async begin(): Promise<void> {
    this.definition = await this.define();
  }

  /** Somebody whose round was opened today; `handed`: and whose invitation has left the house. */
  async invited({ handed = true } = {}): Promise<string> {
    const [person = ''] = await this.register({});
    await this.open(this.definition, [person]);
    if (!handed) return person;
    await this.handOver(person);
    await this.settle();
    return person;
  }

  /** The one round of somebody, as `state reason participated`. */
  async round(person: string): Promise<string> {
    const rounds = await this.rounds(person);
    expect(rounds).toHaveLength(1);
    const { state, reason, participated } = rounds[0] ?? {};
    return [state, reason, participated].filter((part) => part !== null).join(' ');
  }

  /** What came of the last dispatch of the invitation: returned by the post, or expired unread. */
  async invitationCame(person: string, ends: 'returned' | 'expired', attempt = 1): Promise<void> {
    const resident = await this.residentOf(person);
    const [made] = await this.query<{ id: number }>(
      `WITH chunk AS (INSERT INTO screening.chunks (batch_id, kind, created_at)
         SELECT batch_id, 'send', changed_at FROM screening.contacts WHERE resident_id = $1 AND kind = 'invitation' RETURNING id)
       INSERT INTO screening.dispatches (contact_id, batch_id, chunk_id, attempt, channel, changed_at)
       SELECT contact.id, contact.batch_id, chunk.id, $2, 'paper', changed_at FROM screening.contacts AS contact, chunk
       WHERE resident_id = $1 AND kind = 'invitation' RETURNING id`,
      [resident, attempt],
      'kallelse_delivery',
    );
    for (const state of ['rendered', 'dispatching', 'handed-over', ends])
      await this.query(
        'UPDATE screening.dispatches SET state = $2 WHERE id = $1',
        [made?.id, state],
        'kallelse_delivery',
      );
  }
}
