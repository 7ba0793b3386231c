import { parseDefinition } from '@kallelse/eligibility';
import { addDuration, toDay, toPlainDate, type PlainDate } from '@kallelse/kernel';
import type { EntityManager } from 'typeorm';
import { ADDRESS_COLUMNS, type OrderToPack } from '../../domain/kits/packing';
import { readLetterRows, type LetterRow } from '../letter-rows';
import { nameOf } from '../letter-inputs';

interface OrderRow {
  readonly order: number;
  readonly dispatch: number;
  readonly kit_type: string;
  readonly definition_id: number;
  readonly valid_until: PlainDate | null;
}

/** The orders of a run with what their parcels need, in the order of postcodes; lists them in the same transaction. */
export async function listOrders(
  tx: EntityManager,
  runId: string,
  now: Date,
  today: PlainDate,
): Promise<OrderToPack[]> {
  const orders = await tx.query<OrderRow[]>(
    `SELECT kit_order.id AS "order", kit_order.dispatch_id AS dispatch, kit_order.kit_type, episode.definition_id, episode.valid_until
     FROM screening.kit_orders AS kit_order JOIN screening.episodes AS episode ON episode.id = kit_order.episode_id
     WHERE kit_order.run_id = $1 AND kit_order.state = 'ordered' ORDER BY kit_order.id FOR UPDATE OF kit_order`,
    [runId],
  );
  const kits = await kitRules(tx, orders);
  const rows = await readLetterRows(tx, 'dispatch.id = ANY ($1::bigint[])', [
    orders.map(({ dispatch }) => dispatch),
  ]);
  const byDispatch = new Map(orders.map((order) => [order.dispatch, order]));
  const listed = rows.flatMap((row) => {
    const order = byDispatch.get(row.dispatch_id);
    return order ? [toPack(order, row, usableUntil(order, kits, today))] : [];
  });
  await tx.query(
    `UPDATE screening.kit_orders AS kit_order SET state = 'listed', listed_on = $2, usable_until = given.usable_until,
       code_check = given.code_check, changed_at = $3
     FROM jsonb_to_recordset($1::jsonb) AS given(id bigint, usable_until date, code_check text) WHERE given.id = kit_order.id`,
    [
      JSON.stringify(
        listed.map(({ order, usableUntil: until }) => {
          const own = orders.find(({ order: id }) => id === order);
          return { id: order, usable_until: until, code_check: (own && ruleOf(own, kits)?.check) ?? 'none' };
        }),
      ),
      today,
      now,
    ],
  );
  return listed;
}

type Kits = Awaited<ReturnType<typeof kitRules>>;

async function kitRules(tx: EntityManager, orders: readonly OrderRow[]) {
  const rows = await tx.query<{ id: number; document: object }[]>(
    'SELECT id, document FROM screening.definitions WHERE id = ANY ($1)',
    [[...new Set(orders.map((order) => order.definition_id))]],
  );
  return new Map(
    rows.flatMap(({ id, document }) => {
      const parsed = parseDefinition(document);
      return parsed.ok ? [[id, parsed.value.delivery.kits] as const] : [];
    }),
  );
}

function ruleOf({ definition_id: definition, kit_type: type }: OrderRow, kits: Kits) {
  return kits.get(definition)?.[type];
}

/** As long as its programme asks, or to the end of the round. */
function usableUntil(order: OrderRow, kits: Kits, today: PlainDate): PlainDate | null {
  const usableFor = ruleOf(order, kits)?.usableFor;
  return usableFor ? toPlainDate(addDuration(toDay(today), usableFor)) : order.valid_until;
}

function toPack(order: OrderRow, row: LetterRow, until: PlainDate | null): OrderToPack {
  return {
    order: order.order,
    kitType: order.kit_type,
    usableUntil: until,
    name: nameOf(row),
    address: ADDRESS_COLUMNS.map((part) => row[part]),
    number: row.number,
  };
}

/** Orders that the supplier must not send any more, with the kit where it has told of one. */
export function stoppedOrders(
  tx: EntityManager,
  runId: string,
): Promise<{ readonly order: number; readonly kit: string | null }[]> {
  return tx.query(
    `SELECT kit_order.id AS "order", kit.id AS kit FROM screening.kit_orders AS kit_order
     LEFT JOIN screening.kits AS kit ON kit.order_id = kit_order.id WHERE kit_order.stop_run_id = $1 ORDER BY kit_order.id`,
    [runId],
  );
}
