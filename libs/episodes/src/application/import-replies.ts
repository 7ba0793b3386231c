import type { Actor, AuditLog } from '@kallelse/access';
import { isPlainDate, ProblemError, today, type Clock, type PlainDate } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import {
  beginImport,
  earlierImport,
  finishImport,
  lockImports,
  ORGANS,
  readTable,
  RejectedFile,
  type ImportSummary,
  type Rejection,
  type TableRow,
} from '@kallelse/population';
import type { EntityManager } from 'typeorm';
import { readCode } from '../domain/enquiry-code';
import { ANSWERS, type AnsweredOrgan } from '../domain/reply';
import { mustNotGuess, noteGuesses } from '../infra/code-guesses';
import type { EnquiryCodes } from '../infra/enquiry-codes';
import { takeReplies, type CodedReply } from '../infra/take-replies';

/** A file of replies, and who imports it. */
export interface RepliesRequest {
  readonly path: string;
  readonly actor: Actor;
}

const COLUMNS = {
  code: { kind: 'text', required: true },
  answered: { kind: 'date' },
  ...Object.fromEntries(ORGANS.map((organ) => [organ, { kind: 'text' } as const])),
  revoke: { kind: 'text' },
} as const;
/** Wrong codes an hour that one user may bring in files: mistyped slips, not tries. */
const MOST_WRONG = 100;
/** A file in which more rows than this, and more than half, have codes nobody has is not ours. */
const FEW = 10;

interface ReadReply extends CodedReply {
  readonly row: number;
}

/**
 * Imports replies that came on paper or from another service: CSV `code,answered,cervix,breast,prostate,colorectum,revoke`,
 * one reply a row. A row that is wrong goes to FILE.rejected.csv and changes nothing; a file that is not ours changes
 * nothing at all; the same file, or the same reply, again is no second answer.
 */
export class ImportReplies {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly codes: EnquiryCodes,
  ) {}

  /** @throws ProblemError REPLIES_FOREIGN, CODES_THROTTLED, or what a file can be refused for */
  async run({ path, actor }: RepliesRequest): Promise<ImportSummary> {
    const rejectedFile = new RejectedFile(path);
    try {
      const summary = await this.databases.transaction('kallelse_import', (tx) =>
        this.import(tx, path, actor, rejectedFile),
      );
      const placed = await rejectedFile.putInPlace();
      return { ...summary, ...(placed === undefined ? {} : { rejectedFile: placed }) };
    } catch (error) {
      await rejectedFile.discard();
      if (error instanceof ForeignFile) await this.noteForeign(error, actor);
      throw error;
    }
  }

  private async import(
    tx: EntityManager,
    path: string,
    actor: Actor,
    rejectedFile: RejectedFile,
  ): Promise<ImportSummary> {
    await lockImports(tx);
    const [now, date] = [this.clock.now(), today(this.clock)];
    const givers = giversOf(actor);
    await mustNotGuess(tx, givers, now);
    const file = await readTable(path, COLUMNS, rejectedFile);
    const about = { controlled: false, rows: file.read, further: {} };
    const earlier = await earlierImport(tx, 'replies', file.sha256, undefined);
    if (earlier !== undefined)
      return { importId: earlier, repeated: true, ...about, counts: {}, rejected: 0 };
    const { replies, refused } = await this.readRows(file.rows, date);
    const taking = { tx, audit: this.audit, actor, source: 'file' as const, now, today: date };
    const judged = await takeReplies(taking, replies);
    const wrong = judged.filter((one) => one.kind === 'refused' && one.code === 'code-unknown').length;
    if (wrong > FEW && wrong > replies.length / 2) throw new ForeignFile(wrong);
    await noteGuesses(tx, givers, wrong, now);
    judged.forEach((one, i) => {
      if (one.kind === 'refused')
        refused.push({ row: replies[i]?.row ?? 0, column: one.column, code: one.code });
    });
    await rejectedFile.add(refused.sort((a, b) => a.row - b.row));
    const counts = Object.fromEntries(
      (['taken', 'held', 'revoked', 'repeated'] as const).map((kind) => [
        kind,
        judged.filter((one) => one.kind === kind).length,
      ]),
    );
    const rejected = file.rejected + refused.length;
    const read = { name: '', rows: file.read, sha256: file.sha256 };
    const importId = await beginImport(tx, 'replies', read, { sequence: undefined, by: actor.user, at: now });
    await finishImport(tx, importId, { ...counts, rows: file.read, rejected });
    await rejectedFile.close();
    await this.audit.record({
      actor,
      action: 'import.replies',
      subject: `import ${importId}`,
      details: { ...counts, rejected, sha256: file.sha256 },
    });
    return { importId, repeated: false, ...about, counts, rejected };
  }

  private async readRows(
    rows: readonly { readonly number: number; readonly cells: TableRow }[],
    date: PlainDate,
  ): Promise<{ replies: ReadReply[]; refused: Rejection[] }> {
    const replies: ReadReply[] = [];
    const refused: Rejection[] = [];
    for (const { number: row, cells } of rows) {
      const read = readReply(cells, date);
      if ('column' in read) {
        refused.push({ row, ...read });
        continue;
      }
      const hmac = (await this.codes.hmacOf(read.code)).toString('hex');
      replies.push({ row, hmac, answers: read.answers, revokes: read.revokes, answeredOn: read.answeredOn });
    }
    return { replies, refused };
  }

  /** The rest was rolled back; that somebody tried so many codes was not. */
  private async noteForeign({ wrong }: ForeignFile, actor: Actor): Promise<void> {
    await this.databases.transaction('kallelse_import', (tx) =>
      noteGuesses(tx, giversOf(actor), wrong, this.clock.now()),
    );
    await this.audit.record({ actor, action: 'import.replies-refused', details: { wrong } });
  }
}

function giversOf({ user }: Actor) {
  return [{ name: `file:${user}`, most: MOST_WRONG }];
}

class ForeignFile extends ProblemError {
  constructor(readonly wrong: number) {
    super('REPLIES_FOREIGN', `${wrong} rows have codes that nobody was ever given: this is no file of ours`, {
      fix: 'check that it is the right file; nothing was changed',
      exitCode: 3,
    });
  }
}

type ReadRow =
  | {
      readonly code: string;
      readonly answers: readonly AnsweredOrgan[];
      readonly revokes: boolean;
      readonly answeredOn: PlainDate;
    }
  | Omit<Rejection, 'row'>;

/** One row by itself: what it says, or what is wrong with which column. */
function readReply(cells: TableRow, date: PlainDate): ReadRow {
  const code = readCode(cells['code'] ?? '');
  if (code === undefined) return { column: 'code', code: 'enquiry-code-form' };
  const answered = cells['answered'] ?? date;
  if (!isPlainDate(answered) || answered > date) return { column: 'answered', code: 'date-in-future' };
  const answers: AnsweredOrgan[] = [];
  for (const organ of ORGANS) {
    const word = cells[organ];
    if (word === undefined) continue;
    const state = ANSWERS.find((one) => one === word);
    if (!state) return { column: organ, code: 'answer-unknown' };
    answers.push({ organ, state });
  }
  const revoke = cells['revoke'];
  if (revoke !== undefined && revoke !== 'yes') return { column: 'revoke', code: 'revoke-unknown' };
  const revokes = revoke === 'yes';
  if (revokes && answers.length > 0) return { column: 'revoke', code: 'revoke-with-answer' };
  return { code, answers, revokes, answeredOn: answered };
}
