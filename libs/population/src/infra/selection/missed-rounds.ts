/**
 * How many invitations of a programme have come to nothing in a row, as SQL over a row of screening.programme_facts: those
 * dated after the last test of a method that counts (interfaces.md, `episodes.consecutiveMissed`).
 * @param facts the row
 * @param methods a placeholder of the methods that count (text[]; null: all)
 * @param day a placeholder of a date
 */
export function missedRoundsSql(facts: string, methods: string, day: string): string {
  return `(SELECT count(*)::int FROM unnest(${facts}.invitations) AS invited(day) WHERE invited.day <= ${day}
    AND invited.day > coalesce(${lastTestSql(facts, methods, day)}, '-infinity'))`;
}

/** The day of the last test of a method that counts, likewise; null: there is none. */
export function lastTestSql(facts: string, methods: string, day: string): string {
  return `(SELECT max(test.day) FROM unnest(${facts}.test_dates, ${facts}.test_methods) AS test(day, method)
    WHERE test.day <= ${day} AND (${methods}::text[] IS NULL OR test.method = ANY (${methods}::text[])))`;
}
