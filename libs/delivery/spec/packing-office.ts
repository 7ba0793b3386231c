import { plainDate } from '@kallelse/kernel';
import { file } from '../../population/spec/register-file';
import { rejections } from '../../population/spec/register-office';
import { CoupleKits, type CouplingSummary } from '../src/application/kits/couple-kits';
import { Kits, type KitReport } from '../src/application/kits/kits';
import { PackKits } from '../src/application/kits/pack-kits';
import { PrintFolder } from '../src/infra/print/print-folder';
import { anna } from './delivery-office';
import { KitOffice } from './kit-office';

export const START = plainDate('2026-03-02');
export const COUPLING_HEADER = 'order,kit,lot,best_before,posted_on';

/** An office whose kits are packed and coupled. */
export class PackingOffice extends KitOffice {
  private nextCode = 100_000_000_000;

  get kitFolder(): PrintFolder {
    return new PrintFolder(this.artefacts, 'kits');
  }

  get packing(): PackKits {
    return new PackKits(this.db.databases, this.clock, this.kitFolder);
  }

  get kits(): Kits {
    return new Kits(this.db.databases, this.clock, this.audit);
  }

  /** People whose letters have left, each with a kit ordered. */
  async ordered(...rows: readonly object[]): Promise<{ people: string[]; orders: number[] }> {
    this.day = START;
    await this.nobodyIsDue();
    await this.settleRounds();
    await this.kits.settle();
    await this.packing.run();
    const people = await this.register(...rows);
    await this.invited(people);
    return { people, orders: await Promise.all(people.map((person) => this.lastOrder(person))) };
  }

  async lastOrder(person: string): Promise<number> {
    return (await this.ordersOf(person)).at(-1)?.id ?? 0;
  }

  /** A code that no kit has yet, with the check digit of GS1. */
  code(): string {
    const body = String(this.nextCode++);
    const sum = Array.from(body)
      .reverse()
      .reduce((total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 3 : 1), 0);
    return `${body}${(10 - (sum % 10)) % 10}`;
  }

  couple(...rows: readonly string[]): Promise<CouplingSummary> {
    return this.coupleFile(file([COUPLING_HEADER, ...rows, ''].join('\n')));
  }

  coupleFile(path: string): Promise<CouplingSummary> {
    return new CoupleKits(this.db.databases, this.clock, this.audit).run(path, anna);
  }

  /** What a coupling file is refused for, as `row column code`; nothing of it was taken. */
  async refused(...rows: readonly string[]): Promise<string[]> {
    const path = file([COUPLING_HEADER, ...rows, ''].join('\n'));
    const before = await this.kits.figures();
    await expect(this.coupleFile(path)).rejects.toMatchObject({ code: 'COUPLINGS_REFUSED', exitCode: 3 });
    expect(await this.kits.figures()).toEqual(before);
    return rejections({ rejectedFile: `${path}.rejected.csv` });
  }

  /** Orders of people whose kits are packed and posted. */
  async sent(people: number): Promise<{ people: string[]; orders: number[] }> {
    const made = await this.ordered(...Array.from({ length: people }, () => ({})));
    await this.packing.run();
    await this.couple(...made.orders.map((order) => `${order},${this.code()},L1,2027-12-31,2026-03-02`));
    return made;
  }

  report(order: number, state: KitReport): ReturnType<Kits['report']> {
    return this.kits.report(String(order), state, 'says so by phone', anna);
  }

  async exceptions(person: string): Promise<string[]> {
    const rows = await this.query<{ kind: string }>(
      'SELECT kind FROM screening.exceptions WHERE resident_id = $1 AND resolved_at IS NULL ORDER BY id',
      [await this.residentOf(person)],
    );
    return rows.map(({ kind }) => kind);
  }
}
