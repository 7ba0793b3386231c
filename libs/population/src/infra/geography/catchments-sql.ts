/** Whether a row of screening.catchments holds on a day, as SQL; `day` is an SQL expression. */
function holdsSql(area: string, day: string): string {
  return `${area}.from_date <= ${day} AND (${area}.until_date IS NULL OR ${area}.until_date >= ${day})`;
}

/**
 * The unit that serves a district in a programme on a day, as an SQL value; null where none does. Of two catchments that hold,
 * the later one does. The arguments are SQL expressions.
 */
export function servingUnitSql(programme: string, district: string, day: string): string {
  return `(SELECT area.unit FROM screening.catchments AS area WHERE area.programme = ${programme} AND area.district = ${district}
    AND area.role = 'unit' AND ${holdsSql('area', day)} ORDER BY area.from_date DESC LIMIT 1)`;
}

/** What serves a district: the unit where people come and that writes to them, or the laboratory of their samples. */
export type CatchmentRole = 'unit' | 'laboratory';

/** The same of every district that a unit serves, as an SQL subselect (district, unit). */
export function servedDistrictsSql(programme: string, day: string, role: CatchmentRole = 'unit'): string {
  return `(SELECT DISTINCT ON (area.district) area.district, area.unit FROM screening.catchments AS area
    WHERE area.programme = ${programme} AND area.role = '${role}' AND ${holdsSql('area', day)} ORDER BY area.district, area.from_date DESC)`;
}
