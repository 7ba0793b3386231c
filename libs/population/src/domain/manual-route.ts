import { isPlainDate, nearestName, ProblemError, type PlainDate } from '@kallelse/kernel';

/** What a manual route does: makes `eligibility` true, holds back, or leaves out (interfaces.md, step 1, 2 and 4). */
export const ROUTE_KINDS = ['include', 'hold', 'exclude'] as const;
export type RouteKind = (typeof ROUTE_KINDS)[number];

const CODE = /^[a-z][a-z0-9-]{0,39}$/;

/** Reads the kind of a route. @throws ProblemError ROUTE_KIND */
export function readRouteKind(text: string): RouteKind {
  const kind = ROUTE_KINDS.find((one) => one === text);
  if (kind) return kind;
  const near = nearestName(text, ROUTE_KINDS);
  throw refused(
    'ROUTE_KIND',
    `there is no such route${near === undefined ? '' : `; did you mean ${near}?`}`,
    `a route is one of: ${ROUTE_KINDS.join(', ')}`,
  );
}

/** The reason code that decisions give: as named, or `manual-hold` and the like. @throws ProblemError ROUTE_CODE */
export function readRouteCode(text: string | undefined, kind: RouteKind): string {
  if (text === undefined) return `manual-${kind}`;
  if (CODE.test(text)) return text;
  throw refused(
    'ROUTE_CODE',
    'a reason code is small letters, digits and hyphens, a letter first, at most 40',
    'as in clinic-request',
  );
}

/** From when to when a route holds, both days included; `until` null: until it is revoked. */
export interface RoutePeriod {
  readonly from: PlainDate;
  readonly until: PlainDate | null;
}

/** Reads a period that begins today or later: a decision of the past is not made anew. @throws ProblemError ROUTE_PERIOD */
export function readRoutePeriod(
  { from, until }: { readonly from?: string | undefined; readonly until: string },
  today: PlainDate,
): RoutePeriod {
  const begins = from ?? today;
  if (!isPlainDate(begins) || begins < today)
    throw refused(
      'ROUTE_PERIOD',
      'a route begins on a date (YYYY-MM-DD), today or later',
      'leave --from out',
    );
  if (until === 'never') return { from: begins, until: null };
  if (isPlainDate(until) && until >= begins) return { from: begins, until };
  throw refused(
    'ROUTE_PERIOD',
    'a route ends on a date (YYYY-MM-DD), not before it begins',
    'one without an end until it is revoked has the end: never',
  );
}

function refused(code: string, message: string, fix: string): ProblemError {
  return new ProblemError(code, message, { fix, exitCode: 2 });
}
