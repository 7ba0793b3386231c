import { isPlainDate, type PlainDate } from '@kallelse/kernel';
import { isRefusal, normalNumber, readIdentity } from './identity-number';
import {
  LONGEST_TEXT,
  REGISTER_COLUMNS,
  TEXT_COLUMNS,
  WORD_COLUMNS,
  type RegisterColumn,
  type RowRefusal,
} from './register-row';
import type { RowCells } from './row-cells';

const NONE: readonly RowRefusal[] = [];
const INSTANT =
  /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;
const DATE_LENGTH = 10;
const DISTRICT = /^[!-~]{1,20}$/;

type Place = readonly [index: number, column: RegisterColumn];
type WordColumn = keyof typeof WORD_COLUMNS;

/**
 * Checks rows of one register file, each by itself. Made once a file: where each column stands is looked up here, not
 * for every cell of millions of rows.
 */
export class RegisterRowChecker {
  private readonly at: Readonly<Record<RegisterColumn, number>>;
  private readonly required: readonly Place[];
  private readonly dates: readonly Place[];
  private readonly texts: readonly Place[];
  private readonly words: readonly (readonly [index: number, column: WordColumn, words: readonly string[]])[];
  private refusals: RowRefusal[] = [];

  /**
   * @param columns of the file; what it does not have is an empty cell in every row
   * @param charactersOf how long a text is that may be given byte by byte
   */
  constructor(
    private readonly columns: readonly RegisterColumn[],
    private readonly today: PlainDate,
    private readonly charactersOf: (text: string) => number = (text) => text.length,
  ) {
    this.at = Object.fromEntries(
      REGISTER_COLUMNS.map((column) => [column, columns.indexOf(column)]),
    ) as Record<RegisterColumn, number>;
    const places = (list: readonly RegisterColumn[]): Place[] =>
      list.filter((column) => columns.includes(column)).map((column) => [this.at[column], column]);
    this.required = places(['birth_date', 'status', 'protection']);
    this.dates = places(['birth_date', 'status_date', 'since']);
    this.texts = places(TEXT_COLUMNS);
    this.words = (Object.keys(WORD_COLUMNS) as WordColumn[])
      .filter((column) => columns.includes(column))
      .map((column) => [this.at[column], column, WORD_COLUMNS[column]]);
  }

  /** Everything wrong with a row, so that one correction is enough; empty when it is right by itself. */
  check(row: RowCells): readonly RowRefusal[] {
    if (row.count !== this.columns.length) return [{ column: '', code: 'column-count' }];
    this.refusals = [];
    this.checkIdentity(row);
    this.checkRequired(row);
    this.checkWords(row);
    this.checkDates(row);
    this.checkCodes(row);
    this.checkTexts(row);
    return this.refusals.length === 0 ? NONE : this.refusals;
  }

  /** The cells as they are stored, when a number of the row is written otherwise; undefined when nothing differs. */
  rewritten(row: RowCells): readonly string[] | undefined {
    const { identity, replaces } = this.at;
    const number = row.cell(identity);
    const former = row.cell(replaces);
    const [numberNow, formerNow] = [normalNumber(number), normalNumber(former)];
    if (number === numberNow && former === formerNow) return undefined;
    return this.columns.map((_, i) =>
      i === identity ? numberNow : i === replaces ? formerNow : row.cell(i),
    );
  }

  private refuse(column: RegisterColumn, code: string): void {
    this.refusals.push({ column, code });
  }

  private checkIdentity(row: RowCells): void {
    const { identity, identity_type: type, identity_domain: domain, replaces } = this.at;
    if (row.isEmpty(identity)) return this.refuse('identity', 'missing');
    const typed = WORD_COLUMNS.identity_type.find((word) => row.is(type, word));
    if (typed === undefined) return;
    const number = normalNumber(row.cell(identity));
    const refusal = readIdentity(typed, number, row.isEmpty(domain) ? undefined : row.cell(domain));
    if (isRefusal(refusal))
      this.refuse(refusal.startsWith('identity-domain') ? 'identity_domain' : 'identity', refusal);
    if (!row.isEmpty(replaces) && normalNumber(row.cell(replaces)) === number)
      this.refuse('replaces', 'replaces-itself');
  }

  private checkRequired(row: RowCells): void {
    if (row.isEmpty(this.at.event)) this.refuse('event', 'missing');
    if (row.isEmpty(this.at.identity_type)) this.refuse('identity_type', 'missing');
    if (!row.is(this.at.event, 'full')) return;
    for (const [index, column] of this.required) if (row.isEmpty(index)) this.refuse(column, 'missing');
  }

  private checkWords(row: RowCells): void {
    for (const [index, column, words] of this.words) {
      if (!row.isEmpty(index) && !row.isOneOf(index, words))
        this.refuse(column, `${column.replaceAll('_', '-')}-unknown`);
    }
  }

  private checkDates(row: RowCells): void {
    const { birth_date: birth, status, status_date: statusDate, recorded } = this.at;
    for (const [index, column] of this.dates) {
      if (row.isEmpty(index)) continue;
      const date = row.cell(index);
      if (!isPlainDate(date)) this.refuse(column, 'date');
      else if (date > this.today && (index === birth || (index === statusDate && row.is(status, 'deceased'))))
        this.refuse(column, 'date-in-future');
    }
    if (row.isEmpty(recorded)) return;
    const instant = row.cell(recorded);
    const day = instant.slice(0, DATE_LENGTH);
    if (!isPlainDate(day) || (instant.length > DATE_LENGTH && !INSTANT.test(instant)))
      this.refuse('recorded', 'date');
    // A change that is yet to be recorded would make every earlier one look outdated.
    else if (day > this.today) this.refuse('recorded', 'date-in-future');
  }

  private checkCodes(row: RowCells): void {
    const { region, municipality, district } = this.at;
    if (!row.isEmpty(region) && !row.isDigits(region, 2)) this.refuse('region', 'code-form');
    if (!row.isEmpty(municipality) && !row.isDigits(municipality, 4))
      this.refuse('municipality', 'code-form');
    if (!row.isEmpty(district) && !DISTRICT.test(row.cell(district))) this.refuse('district', 'code-form');
  }

  private checkTexts(row: RowCells): void {
    for (const [index, column] of this.texts) {
      if (row.length(index) > LONGEST_TEXT && this.charactersOf(row.cell(index)) > LONGEST_TEXT)
        this.refuse(column, 'too-long');
      else if (row.hasControlIn(index)) this.refuse(column, 'control-character');
    }
  }
}

/** For a row that names its cells: the cells in the order of {@link REGISTER_COLUMNS}, or undefined when a name or value is strange. */
export function cellsOf(object: object): string[] | undefined {
  const cells = REGISTER_COLUMNS.map(() => '');
  for (const [key, value] of Object.entries(object) as [string, unknown][]) {
    const index = (REGISTER_COLUMNS as readonly string[]).indexOf(key);
    if (index === -1 || (value !== null && !(typeof value === 'string' && value.isWellFormed())))
      return undefined;
    cells[index] = value ?? '';
  }
  return cells;
}
