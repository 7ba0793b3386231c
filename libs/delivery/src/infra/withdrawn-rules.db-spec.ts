import { WithdrawProgramme } from '@kallelse/programmes';
import { anna } from '../../../batches/spec/batch-office';
import { deliveryOffice } from '../../spec/delivery-office';

jest.setTimeout(120_000);
const office = deliveryOffice();

it('whoever is at the gate when the rules are withdrawn gets no letter, though nobody has settled the rounds', async () => {
  await office.begin();
  const [person = ''] = await office.register({});
  const batch = await office.released();
  await office.releasingDue.run();
  const withdrawing = new WithdrawProgramme(
    office.db.databases,
    office.clock,
    office.audit,
    office.programmes,
  );
  const { inForce } = await withdrawing.run({ programme: 'trial', version: '2026.1' }, anna, 'wrong age');
  expect(inForce).toBeNull();
  await office.step(batch);
  expect(await office.fate(person, 'invitation')).toBe('suppressed: rules-withdrawn');
  await expect(office.planned()).rejects.toMatchObject({ code: 'PROGRAMME_NOT_ACTIVE' });
});
