import { BookedTimes } from '@kallelse/episodes';
import { plainDate } from '@kallelse/kernel';
import { ImportReference, type ReferenceSummary } from '@kallelse/population';
import { file } from '../../population/spec/register-file';
import { WILLING_INBOX } from './kit-office';
import type { DigitalChannel, DigitalLetter } from '../src/domain/digital-channel';
import { anna, DeliveryOffice } from './delivery-office';

/** The day on which everything begins. */
export const START = plainDate('2026-03-02');
/** Two units that serve a district each. */
const UNITS =
  'id,name,kind,region,visiting_address,phone,hours,return_address,programmes\n' +
  'm1,Mammografin Norr,clinic,01,Provgatan 1,08-465 004 00,mån–fre 8–16,"Mammografin, Box 1, 990 00 Provstad",trial\n' +
  'm2,Mammografin Syd,clinic,01,Provgatan 2,08-465 004 00,mån–fre 8–16,"Mammografin, Box 1, 990 00 Provstad",trial\n';

const CATCHMENTS =
  'programme,district,unit,from,until\ntrial,0180R001,m1,2020-01-01,\ntrial,0180R002,m2,2020-01-01,\n';

/** An office whose letters tell a time, at units with places. */
export class TimesOffice extends DeliveryOffice {
  readonly sent: DigitalLetter[] = [];

  /** An inbox that keeps what is said. */
  readonly inbox: DigitalChannel = {
    ...WILLING_INBOX,
    send: (letter, key) => {
      this.sent.push(letter);
      return WILLING_INBOX.send(letter, key);
    },
  };

  get times(): BookedTimes {
    return new BookedTimes(this.db.databases, this.clock, this.audit);
  }

  reference(what: 'units' | 'catchments' | 'slots', text: string): Promise<ReferenceSummary> {
    return new ImportReference(this.db.databases, this.clock, this.audit).run(what, file(text), anna);
  }

  slots(...rows: readonly string[]): Promise<ReferenceSummary> {
    return this.reference('slots', ['unit,programme,start,minutes,places', ...rows, ''].join('\n'));
  }

  /** A day on which nobody is due and no place is free. */
  async begun(): Promise<void> {
    this.day = START;
    this.sent.length = 0;
    await this.nobodyIsDue();
    await this.settle();
    await this.query('UPDATE screening.slots SET is_open = false WHERE is_open');
    await this.query(
      `UPDATE screening.booked_times SET state = 'cancelled', reason = 'of an earlier test' WHERE state IN ('booked', 'attended', 'no-show')`,
    );
  }

  async send(batch: number): Promise<void> {
    await this.releasingDue.run();
    await this.workAgain(batch, this.worker({ inbox: this.inbox }));
  }

  async startsOf(person: string): Promise<string[]> {
    const times = await this.times.of(await this.residentOf(person));
    return times.map(({ unit, start, state }) => `${unit} ${start} ${state}`);
  }

  async timeOf(person: string): Promise<number> {
    const times = await this.times.of(await this.residentOf(person));
    return times.find(({ state }) => state === 'booked')?.time ?? 0;
  }

  override async begin(): Promise<void> {
    await this.districts('0180R001', '0180R002');
    await super.begin({
      channels: { order: ['1177', 'paper'] },
      steps: [{ id: 'invitation', template: 'breast-invitation', booked: true }],
      times: { from: 'P14D' },
    });
    await this.reference('units', UNITS);
    await this.reference('catchments', CATCHMENTS);
  }
}
