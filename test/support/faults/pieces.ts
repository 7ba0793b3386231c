import { type Plant } from './plant';

/** A contact, and how many letters and messages about it have left the house, counted outside the database. */
export interface ContactPieces {
  readonly contact: number;
  readonly state: string;
  readonly reason: string | null;
  readonly pieces: number;
}

/** What each contact of batches has got by now. */
export async function piecesByContact(plant: Plant, batches: readonly number[]): Promise<ContactPieces[]> {
  const counts = new Map<number, number>();
  const count = (dispatch: number, times: number): unknown =>
    counts.set(dispatch, (counts.get(dispatch) ?? 0) + times);
  for (const dispatch of plant.supplier.letters) count(dispatch, 1);
  for (const service of plant.services) {
    for (const [key, times] of Object.entries(await service.deliveries()))
      count(Number(/^kallelse-dispatch-(\d+)$/.exec(key)?.[1]), times);
  }
  const rows = await plant.ask<Omit<ContactPieces, 'pieces'> & { dispatches: number[] | null }>(
    `SELECT contact.id::int AS contact, contact.state, contact.reason,
       array_agg(dispatch.id::int) FILTER (WHERE dispatch.id IS NOT NULL) AS dispatches
     FROM screening.contacts AS contact LEFT JOIN screening.dispatches AS dispatch ON dispatch.contact_id = contact.id
     WHERE contact.batch_id = ANY ($1::bigint[]) AND contact.kind = 'invitation' GROUP BY contact.id ORDER BY contact.id`,
    [batches],
  );
  return rows.map(({ dispatches, ...contact }) => ({
    ...contact,
    pieces: (dispatches ?? []).reduce((sum, dispatch) => sum + (counts.get(dispatch) ?? 0), 0),
  }));
}
