import { plainDate, ProblemError, toDay, toPlainDate, type PlainDate } from '@kallelse/kernel';

/** Half a calendar year: tables are published of no other time, so that none can be subtracted from another. */
export interface Period {
  /** `2026H1` */
  readonly name: string;
  readonly first: PlainDate;
  readonly last: PlainDate;
}

export function periodOf(date: PlainDate): Period {
  const year = date.slice(0, 4);
  return date.slice(5, 7) <= '06' ? half(year, 1) : half(year, 2);
}

/** @throws ProblemError PERIOD_UNKNOWN */
export function parsePeriod(name: string): Period {
  const match = /^(\d{4})H([12])$/i.exec(name);
  if (match?.[1] && match[1] >= '1900') return half(match[1], match[2] === '1' ? 1 : 2);
  throw new ProblemError('PERIOD_UNKNOWN', 'a period is half a calendar year', {
    fix: 'write it as 2026H1 (January to June) or 2026H2 (July to December)',
  });
}

/** The periods from one day to another, the first first. */
export function periodsBetween(first: PlainDate, last: PlainDate): Period[] {
  const periods: Period[] = [];
  for (let at = periodOf(first); at.first <= last; at = periodOf(toPlainDate(toDay(at.last) + 1)))
    periods.push(at);
  return periods;
}

function half(year: string, n: 1 | 2): Period {
  const [from, until] = n === 1 ? ['01-01', '06-30'] : ['07-01', '12-31'];
  return { name: `${year}H${n}`, first: plainDate(`${year}-${from}`), last: plainDate(`${year}-${until}`) };
}
