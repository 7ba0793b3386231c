import { SettleRounds } from '@kallelse/episodes';
import type { DigitalChannel } from '../src/domain/digital-channel';
import { handOverContactsOf } from '../src/infra/dispatch-rows';
import { DeliveryOffice, LETTERS } from './delivery-office';

/** The programme of the specs with a kit in its first letter. */
export const KITS = {
  steps: LETTERS.steps.map((step) => (step.id === 'invitation' ? { ...step, kit: 'fit' } : step)),
  kits: { fit: { check: 'gs1-mod10', replacements: 2 } },
};

/** A kit's order as it stands. */
export interface OrderRow {
  readonly id: number;
  readonly contact: number;
  readonly type: string;
  readonly state: string;
  readonly reason: string | null;
  readonly kit: string | null;
}

/** An inbox that takes everything at once: what is asked here is what becomes of kits. */
export const WILLING_INBOX: DigitalChannel = {
  name: '1177',
  unreadGoesOnPaper: true,
  recovery: 'same-key',
  settlingMs: 0,
  tellsReceipts: false,
  receipts: () => Promise.resolve({ kind: 'not-told', code: 'NONE' }),
  send: (_letter, key) => Promise.resolve({ kind: 'accepted', reference: key }),
  ask: (key) => Promise.resolve({ kind: 'accepted', reference: key }),
};

/** An office whose letters promise kits. */
export class KitOffice extends DeliveryOffice {
  override async begin(changes: object = {}): Promise<void> {
    await super.begin({ ...KITS, ...changes });
  }

  /** People invited by a batch of their own, with their letters out of the house. */
  async invited(
    people: readonly string[],
    options: Parameters<DeliveryOffice['worker']>[0] = {},
  ): Promise<number> {
    const batch = await this.released();
    const worker = this.worker(options);
    await this.work(batch, worker);
    if ((await this.standing(batch)).some((text) => text.startsWith('waiting')))
      throw new Error(`not everybody of ${people.length} got a letter`);
    return batch;
  }

  /** Reminders and replacements that are due go out. */
  async sendDue(options: Parameters<DeliveryOffice['worker']>[0] = {}): Promise<void> {
    await this.releasingDue.run();
    for (const batch of await this.figures.unfinished()) await this.work(batch, this.worker(options));
  }

  settleRounds(): ReturnType<SettleRounds['run']> {
    return new SettleRounds(this.db.databases, this.clock).run();
  }

  /** What a worker does that comes upon a dispatch twice. */
  async handOverAgain(dispatch: number): Promise<void> {
    await this.db.databases.transaction('kallelse_delivery', (tx) =>
      handOverContactsOf(tx, [dispatch], this.clock.now(), this.day),
    );
  }

  /** The states an order has been in. */
  async stepsOf(order: number): Promise<string[]> {
    const rows = await this.query<{ state: string }>(
      'SELECT to_state AS state FROM screening.kit_transitions WHERE order_id = $1 ORDER BY ctid',
      [order],
      'kallelse_app',
    );
    return rows.map(({ state }) => state);
  }

  /** The orders of somebody, the earliest first. */
  async ordersOf(identity: string): Promise<OrderRow[]> {
    return this.asDelivery<OrderRow>(
      `SELECT kit_order.id, contact_id AS contact, kit_type AS type, kit_order.state, kit_order.reason, kit.id AS kit
       FROM screening.kit_orders AS kit_order JOIN screening.contacts AS contact ON contact.id = kit_order.contact_id
       LEFT JOIN screening.kits AS kit ON kit.order_id = kit_order.id
       WHERE contact.resident_id = screening.present_resident($1) ORDER BY kit_order.id`,
      [await this.residentOf(identity)],
    );
  }

  /** The same as `state reason`. */
  async kitsOf(identity: string): Promise<string[]> {
    return (await this.ordersOf(identity)).map(({ state, reason }) =>
      [state, reason].filter(Boolean).join(' '),
    );
  }
}
