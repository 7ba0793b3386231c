import type { Actor, AuditLog } from '@kallelse/access';
import type { SettleRounds } from '@kallelse/episodes';
import { plainDate, today, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import type { Rejection } from '@kallelse/population';
import type { EntityManager } from 'typeorm';
import { judgeReceipt, PAPER_STATES, type LetterStand, type PaperReceipt } from '../domain/paper-receipt';
import { takeTable, type NumberedRow } from '../infra/take-table';
import { applyReceipts, readLetters } from '../infra/print/paper-receipts';

/** What came of receipts; with the refused rows they add up to the rows. */
export interface ReceiptCounts {
  readonly printed: number;
  readonly spoiled: number;
  readonly posted: number;
  readonly returned: number;
  /** Said before. */
  readonly known: number;
  readonly rejected: number;
}

export interface ReceiptSummary extends ReceiptCounts {
  readonly rows: number;
  /** Of the refused rows, when there are any. */
  readonly rejectedFile?: string;
}

const COLUMNS = {
  dispatch: { kind: 'number', required: true, min: 1, max: Number.MAX_SAFE_INTEGER, whole: true },
  state: { kind: 'text', required: true },
  on: { kind: 'date', required: true },
  reason: { kind: 'text' },
} as const;
const SUPPLIER_CODE = /^[A-Za-z0-9 _.-]{1,40}$/;

interface ReadReceipt extends PaperReceipt {
  readonly row: number;
}

/**
 * Takes what a print supplier and the post say of letters: printed, spoiled, posted, returned. The same again changes
 * nothing; what cannot be is refused row by row; rounds are settled at once, so that whoever got no letter is due again.
 */
export class TakeReceipts {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly settle: SettleRounds,
  ) {}

  /** A CSV file `dispatch,state,on,reason`; wrong rows go to FILE.rejected.csv. */
  async file(path: string, actor: Actor): Promise<ReceiptSummary> {
    return takeTable(path, COLUMNS, async (rows, sha256) => {
      const [receipts, refused] = readRows(rows);
      const taken = await this.take(receipts, actor, { sha256 });
      return { counts: taken.counts, refused: [...refused, ...taken.refused] };
    });
  }

  /** A few, said by somebody. */
  async some(
    receipts: readonly PaperReceipt[],
    actor: Actor,
  ): Promise<ReceiptCounts & { refused: Rejection[] }> {
    const rows = receipts.map((receipt, index) => ({ ...receipt, row: index + 1 }));
    const { counts, refused } = await this.take(rows, actor, {});
    return { ...counts, rejected: refused.length, refused };
  }

  private async take(
    receipts: readonly ReadReceipt[],
    actor: Actor,
    details: Readonly<Record<string, string>>,
  ): Promise<{ counts: Omit<ReceiptCounts, 'rejected'>; refused: Rejection[] }> {
    const taken = await this.databases.transaction('kallelse_delivery', (tx) => this.apply(tx, receipts));
    await this.settle.run();
    await this.audit.record({
      actor,
      action: 'delivery.receipts',
      details: { ...taken.counts, rejected: taken.refused.length, ...details },
    });
    return taken;
  }

  private async apply(
    tx: EntityManager,
    receipts: readonly ReadReceipt[],
  ): Promise<{ counts: Omit<ReceiptCounts, 'rejected'>; refused: Rejection[] }> {
    const letters = await readLetters(tx, [...new Set(receipts.map(({ dispatch }) => dispatch))]);
    const counts = { printed: 0, spoiled: 0, posted: 0, returned: 0, known: 0 };
    const refused: Rejection[] = [];
    const steps: PaperReceipt[] = [];
    // A file may say of one letter what happened one after the other, in any order of its rows.
    for (const receipt of inOrder(receipts)) {
      const judgement = judgeReceipt(receipt, letters.get(receipt.dispatch), today(this.clock));
      if (judgement.kind === 'refused')
        refused.push({ row: receipt.row, column: judgement.column, code: judgement.code });
      if (judgement.kind === 'known') counts.known++;
      if (judgement.kind !== 'step') continue;
      counts[receipt.state]++;
      steps.push(receipt);
      move(letters, receipt);
    }
    await applyReceipts(tx, steps, this.clock.now());
    return { counts, refused };
  }
}

function inOrder(receipts: readonly ReadReceipt[]): readonly ReadReceipt[] {
  const rank = ({ state }: PaperReceipt): number => PAPER_STATES.indexOf(state);
  return [...receipts].sort((one, other) => rank(one) - rank(other) || one.row - other.row);
}

function move(letters: Map<number, LetterStand>, { dispatch, state }: PaperReceipt): void {
  const letter = letters.get(dispatch);
  if (letter) letters.set(dispatch, { ...letter, state });
}

function readRows(rows: readonly NumberedRow[]): [ReadReceipt[], Rejection[]] {
  const receipts: ReadReceipt[] = [];
  const refused: Rejection[] = [];
  for (const { number: row, cells } of rows) {
    const state = PAPER_STATES.find((one) => one === cells['state']);
    const { reason } = cells;
    if (state === undefined) refused.push({ row, column: 'state', code: 'receipt-state-unknown' });
    else if (reason !== undefined && !SUPPLIER_CODE.test(reason))
      refused.push({ row, column: 'reason', code: 'receipt-reason-form' });
    else
      receipts.push({
        row,
        dispatch: Number(cells['dispatch']),
        state,
        on: plainDate(cells['on'] ?? ''),
        reason,
      });
  }
  return [receipts, refused];
}
