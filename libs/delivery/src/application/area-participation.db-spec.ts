import { plainDate } from '@kallelse/kernel';
import { ImportReference } from '@kallelse/population';
import { file } from '../../../population/spec/register-file';
import { anna, DeliveryOffice, deliveryOffice } from '../../spec/delivery-office';

jest.setTimeout(120_000);

const AREAS = ['0180R001', '0180R002'] as const;
/** Of each area: its type, and how many of ten neighbours have taken part. */
interface World {
  readonly areaTypes: readonly [number, number];
  readonly participants: readonly [number, number];
}

/** An office whose people are the same in every world; what is known of their areas is not. */
class AreaOffice extends DeliveryOffice {
  invitees: string[] = [];

  async live({ areaTypes, participants }: World): Promise<void> {
    this.day = plainDate('2026-03-02');
    const head = 'code,vintage,level,name,parent,area_type,population,valid_from,valid_to';
    const rows = AREAS.map(
      (code, i) => `${code},2025,RegSO,Område ${code},0180,${areaTypes[i] ?? 0},2000,2000-01-01,`,
    );
    const importer = new ImportReference(this.db.databases, this.clock, this.audit);
    await importer.run('districts', file([head, ...rows, ''].join('\n')), anna);
    await this.begin({
      schedule: { anchor: 'lastTest', next: [{ after: 'P2Y' }], nonAttender: { after: 'P1Y' } },
    });
    for (const [i, district] of AREAS.entries()) await this.neighbours(district, participants[i] ?? 0);
    this.invitees = await this.register(
      ...Array.from({ length: 12 }, (_, i) => ({ district: AREAS[i % 2] ?? '', address1: `Provgatan ${i}` })),
    );
    const batch = await this.released({ capacity: 8 });
    await this.work(batch);
    await this.settle();
    this.later(60);
    await this.releasingDue.run();
    await this.workAgain(batch);
  }

  /** Everybody of the selected, with every letter: when, what and by which way. */
  async story(): Promise<string[]> {
    const residents = await Promise.all(this.invitees.map((one) => this.residentOf(one)));
    const rows = await this.asDelivery<{ text: string }>(
      `SELECT concat_ws(' ', contact.resident_id, contact.kind, contact.step, contact.template, contact.due_on, contact.state, contact.handed_over_on,
         dispatch.channel, dispatch.state) AS text
       FROM screening.contacts AS contact JOIN screening.dispatches AS dispatch ON dispatch.contact_id = contact.id
       WHERE contact.resident_id = ANY ($1::bigint[]) ORDER BY contact.resident_id, contact.id, dispatch.id`,
      [residents],
    );
    return rows.map(({ text }) => text);
  }

  /** Ten neighbours who were invited last year, some of whom took part. */
  private async neighbours(district: string, participants: number): Promise<void> {
    const some = await this.register(...Array.from({ length: 10 }, () => ({ district })));
    await this.tellAll(
      some.map((identity) => ({ identity, programme: 'trial', type: 'invitation', date: '2025-09-01' })),
    );
    for (const identity of some.slice(0, participants)) await this.test(identity, '2025-10-01');
  }
}

describe('what is known of an area', () => {
  const here = deliveryOffice(AreaOffice);
  const elsewhere = deliveryOffice(AreaOffice);

  it('makes no letter weaker, later or another, whoever lives there', async () => {
    await here.live({ areaTypes: [1, 5], participants: [1, 9] });
    await elsewhere.live({ areaTypes: [5, 1], participants: [9, 1] });
    const story = await here.story();
    expect(await elsewhere.story()).toEqual(story);
    expect(story).toHaveLength(16);
    expect(story.filter((text) => text.includes('reminder-1'))).toHaveLength(8);
  });
});
