import { types } from 'pg';

type Parser = (text: string) => unknown;

/** PostgreSQL's own numbers for the types we read otherwise than the driver. */
const INT8 = 20;
const DATE = 1082;
const DATE_ARRAY = 1182;
const INT8_ARRAY = 1016;
const TEXT_ARRAY = 1009;

/** The driver knows more types than its type declarations name. */
const driverParser = types.getTypeParser as unknown as (oid: number, format?: 'text' | 'binary') => Parser;
const parseTextArray = driverParser(TEXT_ARRAY) as (text: string) => (string | null)[];

const PARSERS: Readonly<Record<number, Parser>> = {
  [INT8]: parseInt8,
  [INT8_ARRAY]: (text) => parseTextArray(text).map((item) => (item === null ? null : parseInt8(item))),
  // A plain date is text on both sides; the driver would make it midnight in the zone of the machine.
  [DATE]: (text) => text,
  [DATE_ARRAY]: parseTextArray,
};

/** How values come out of the database: bigint as number, date as 'YYYY-MM-DD', everything else as the driver does. */
export const valueTypes = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): Parser {
    const parser = format === 'binary' ? undefined : PARSERS[oid];
    return parser ?? driverParser(oid, format);
  },
};

function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new RangeError('a bigint of the database is too large for a number');
  return value;
}
