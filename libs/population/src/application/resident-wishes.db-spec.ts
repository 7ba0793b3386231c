import { testDatabase } from '@test/support/database';
import { RegisterOffice } from '../../spec/register-office';
import { ResidentWishes } from './resident-wishes';

const office = new RegisterOffice(testDatabase());
const actor = { user: 'anna' };
const reason = 'asked by phone';
const programme = 'breast';
const wishes = () => new ResidentWishes(office.db.databases, office.clock, office.audit);

/** Somebody new, by internal id. */
async function somebody(): Promise<number> {
  const { identity, birth_date } = office.person();
  await office.register({ identity, birth_date });
  return (await office.residentOf(identity)) ?? 0;
}

/** Ends of the opt-outs and deferrals that selection reads. */
async function facts(resident: number): Promise<object | undefined> {
  const [row] = await office.rows<object>(
    `SELECT opt_out_until::text AS "optOut", deferral_until::text AS deferred FROM screening.programme_facts
     WHERE resident_id = $1 AND programme = 'breast'`,
    [resident],
  );
  return row;
}

const shown = async (resident: number) =>
  (await wishes().list(resident, actor)).map(({ kind, from, until, revoked }) => [
    kind,
    from,
    until,
    revoked,
  ]);

it.each([
  ['for good', {}, ['permanent', '2026-06-15', null]],
  ['until a day', { until: '2028-12-31' }, ['until', '2026-06-15', '2028-12-31']],
  ['for this round', { round: true }, ['episode', '2026-06-15', null]],
])(
  'an opt-out %s is recorded from today on, and revoked from a later day on',
  async (_, how, [kind, from, until]) => {
    const resident = await somebody();
    const number = await wishes().optOut({ resident, programme, actor, reason, ...how });
    expect(await shown(resident)).toEqual([[kind, from, until, null]]);
    const day = office.day;
    office.later(3);
    expect(await wishes().revoke(number, actor, 'changed their mind')).toEqual({ resident, programme });
    expect(await shown(resident)).toEqual([[kind, from, until, office.day]]);
    await expect(wishes().revoke(number, actor, reason)).rejects.toMatchObject({ code: 'OPT_OUT_UNKNOWN' });
    office.day = day;
  },
);

it('an opt-out and a deferral count in the facts that selection reads, at once, and no longer when revoked', async () => {
  const resident = await somebody();
  const optOut = await wishes().optOut({ resident, programme, actor, reason });
  const deferral = await wishes().defer({ resident, programme, until: '2026-12-31', actor, reason });
  expect(await facts(resident)).toEqual({ optOut: 'infinity', deferred: '2026-12-31' });
  await wishes().revoke(optOut, actor, reason);
  await wishes().revoke(deferral, actor, reason);
  expect(Object.values((await facts(resident)) ?? {}).filter((end) => end !== null)).toEqual([]);
});

it('a preference changes how the resident is reached, and none takes it back', async () => {
  const resident = await somebody();
  const reach = () =>
    office.rows<object>('SELECT language, channel FROM screening.resident_reach WHERE resident_id = $1', [
      resident,
    ]);
  const [before] = await reach();
  await wishes().prefer({ resident, actor, reason, wanted: { language: 'en', channel: 'paper' } });
  expect(await reach()).toEqual([{ language: 'en', channel: 'paper' }]);
  await wishes().prefer({ resident, actor, reason, wanted: { language: 'none', channel: 'none' } });
  expect(await reach()).toEqual([before]);
});

it('every act is an audit row with its reason', async () => {
  const resident = await somebody();
  const number = await wishes().optOut({ resident, programme, actor, reason });
  await wishes().revoke(number, actor, 'a mistake of ours');
  const rows = await office.rows<{ text: string }>(
    `SELECT concat_ws(' ', action, subject, reason) AS text FROM audit.entries WHERE resident_id = $1 ORDER BY id`,
    [resident],
  );
  expect(rows.map(({ text }) => text)).toEqual([
    'residents.opt-out breast asked by phone',
    'residents.opt-out-revoke breast a mistake of ours',
  ]);
});

it.each([
  ['a day that has passed', { until: '2026-01-01' }, 'OPT_OUT_UNTIL'],
  ['a round and a day at once', { until: '2027-01-01', round: true }, 'OPT_OUT_UNTIL'],
  ['no reason', { reason: ' ' }, 'REASON_MISSING'],
  ['nobody', { resident: 999_999 }, 'RESIDENT_UNKNOWN'],
])('an opt-out with %s is refused and changes nothing', async (_, wrong, code) => {
  const resident = await somebody();
  const request = { resident, programme, actor, reason, ...wrong };
  await expect(wishes().optOut(request)).rejects.toMatchObject({ code });
  expect(await shown(resident)).toEqual([]);
});

it('a preference that is none is refused with what there is', async () => {
  const resident = await somebody();
  const wrong = wishes().prefer({ resident, actor, reason, wanted: { format: 'huge' } });
  await expect(wrong).rejects.toMatchObject({ code: 'PREFERENCE', exitCode: 2 });
});
