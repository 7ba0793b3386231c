import type { Actor, AuditLog } from '@kallelse/access';
import { ProblemError, today, type Clock } from '@kallelse/kernel';
import type { Databases } from '@kallelse/platform';
import { readSearchQuery } from '../domain/search-query';

/** Most residents that one search shows (identity.search_residents, migration 5). */
export const MOST_FOUND = 50;

/** Somebody a search found: enough to tell people apart, no number, no name. */
export interface FoundResident {
  readonly resident: number;
  /** Protected identity: nothing but the internal id is told. */
  readonly isProtected: boolean;
  readonly birthYear: number | null;
  readonly municipality: string | null;
}

/** A search that somebody makes, and why. */
export interface ResidentSearch {
  /** A number of any kind, present or former; or words that begin parts of a name. Kept nowhere. */
  readonly text: string;
  readonly actor: Actor;
  readonly reason?: string | undefined;
}

/** Finds residents by number or name, and records who was shown to whom. */
export class SearchResidents {
  constructor(
    private readonly databases: Databases,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** @throws ProblemError SEARCH_SHORT when there is too little to look for; it does not repeat the text */
  async run({ text, actor, reason }: ResidentSearch): Promise<readonly FoundResident[]> {
    const query = readSearchQuery(text, today(this.clock));
    if (!query) {
      throw new ProblemError('SEARCH_SHORT', 'that is too little to look for', {
        fix: 'give a whole identity number, or words of a name, one of them with two letters or more',
        exitCode: 2,
      });
    }
    const by = query.numbers.length > 0 ? 'number' : 'name';
    const found = await this.databases.query<FoundResident>('kallelse_app', SEARCH, [
      by === 'number' ? query.numbers : [null],
      query.words,
    ]);
    const entry = { actor, action: 'residents.search', ...(reason === undefined ? {} : { reason }) };
    const details = { by, found: found.length };
    // The text itself stays out: it is what the log must not hold.
    await this.audit.recordAll(
      found.length === 0
        ? [{ ...entry, details }]
        : found.map(({ resident }) => ({ ...entry, residentId: resident, details })),
    );
    return found;
  }
}

/** The function compares with names in small letters, written by the same server that writes the words small here. */
const SEARCH = `
  SELECT DISTINCT found.resident_id AS resident, is_protected AS "isProtected", birth_year AS "birthYear", municipality
  FROM unnest($1::text[]) AS number CROSS JOIN LATERAL identity.search_residents(number,
    (SELECT coalesce(array_agg(translate(lower(word), 'ÅÄÖÉÜ', 'åäöéü')), '{}') FROM unnest($2::text[]) AS word)) AS found
  ORDER BY 1 LIMIT ${MOST_FOUND}`;
