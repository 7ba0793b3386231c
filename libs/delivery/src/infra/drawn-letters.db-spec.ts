import { deliveryOffice } from '../../spec/delivery-office';

jest.setTimeout(60_000);
const office = deliveryOffice();
beforeAll(() => office.begin());

it('a round whose arm has another letter gets that letter, and the others get the one of the rules', async () => {
  const [rules] = await office.query<{ programme: string; template: string }>(
    `SELECT programme, document->'steps'->0->>'template' AS template FROM screening.definitions LIMIT 1`,
  );
  const usual = rules?.template ?? '';
  await office.query(
    `INSERT INTO screening.interventions (name, programme, kind, description, from_date, arms, unit, seed, templates, registered_by, registered_at)
     VALUES ('letters', $1, 'reminder', 'Another letter', '2020-01-01', '{usual,other}', 'person', 's', $2, 'anna', now())`,
    [rules?.programme, JSON.stringify({ other: { [usual]: 'cervical-reminder' } })],
    'kallelse_app',
  );
  await office.register(...Array.from({ length: 6 }, () => ({})));
  const batch = await office.released();
  await office.work(batch);
  const letters = await office.asDelivery<{ arm: string; template: string; n: number }>(
    `SELECT episode.arm, dispatch.template, count(*)::int AS n FROM screening.dispatches AS dispatch
     JOIN screening.contacts AS contact ON contact.id = contact_id JOIN screening.episodes AS episode ON episode.id = episode_id
     WHERE dispatch.batch_id = $1 GROUP BY 1, 2 ORDER BY 1`,
    [batch],
  );
  expect(letters).toEqual([
    { arm: 'other', template: 'cervical-reminder', n: 3 },
    { arm: 'usual', template: usual, n: 3 },
  ]);
});
