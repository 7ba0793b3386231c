/**
 * What the office may see of a resident ($1) without any right: no number, no name, no organ statement or
 * basis. Of a protected resident nothing that says where or how old.
 */
export const RESIDENT_RECORD = `
  SELECT facts.resident_id AS resident, reach.protection <> 'none' AS "isProtected",
    ${unmasked('facts.birth_date')} AS "birthDate", facts.residency_status AS status,
    ${unmasked('facts.residency_since')} AS since, ${unmasked('facts.region')} AS region,
    ${unmasked('facts.municipality')} AS municipality, ${unmasked('facts.district')} AS district,
    ${unmasked('facts.area_type')} AS "areaType", ${unmasked('reach.address_class')} AS address,
    reach.language, reach.format, reach.channel,
    ${list('residencies', ['from_date AS "from"', 'status', 'since', 'region', 'municipality', 'district', 'recorded'], 'from_date NULLS FIRST, seq', ['since', 'region', 'municipality', 'district'])} AS residencies,
    ${list('events', ['programme', 'type', 'from_date AS "from"', 'until_date AS "until"', 'method', 'result', 'list'], 'from_date, seq')} AS events,
    ${list('opt_outs', ['programme', 'kind', 'from_date AS "from"', 'until_date AS "until"', 'revoked'], 'from_date, seq')} AS "optOuts",
    ${list('manual_routes', ['programme', 'kind', 'code', 'from_date AS "from"', 'until_date AS "until"'], 'place')} AS "manualRoutes",
    (SELECT coalesce(jsonb_agg(absorbed_id ORDER BY id), '[]') FROM screening.resident_merges
      WHERE survivor_id = $1 AND split_at IS NULL) AS "mergedFrom",
    (SELECT coalesce(jsonb_agg(jsonb_build_object('exception', id, 'kind', kind) ORDER BY id), '[]')
      FROM screening.exceptions WHERE resident_id = $1 AND resolved_at IS NULL) AS exceptions
  FROM screening.resident_facts AS facts JOIN screening.resident_reach AS reach USING (resident_id)
  WHERE facts.resident_id = $1`;

/** Who took a resident in, whose id nobody has any more. */
export const TAKEN_IN_BY = `
  WITH RECURSIVE chain AS (
    SELECT survivor_id, 1 AS depth FROM screening.resident_merges WHERE absorbed_id = $1 AND split_at IS NULL
    UNION ALL SELECT merge.survivor_id, depth + 1 FROM chain JOIN screening.resident_merges AS merge
      ON merge.absorbed_id = chain.survivor_id AND merge.split_at IS NULL)
  SELECT survivor_id AS resident FROM chain ORDER BY depth DESC LIMIT 1`;

function unmasked(column: string): string {
  return `CASE WHEN reach.protection = 'none' THEN ${column} END`;
}

/** Live rows of a source as a JSON list of objects without empty entries; `masked` columns only where nobody is protected. */
function list(
  table: string,
  columns: readonly string[],
  order: string,
  masked: readonly string[] = [],
): string {
  const entries = columns.map((column) => {
    const [name = '', alias = `"${name}"`] = column.split(' AS ');
    return `'${alias.replaceAll('"', '')}', ${masked.includes(name) ? unmasked(`source.${name}`) : `source.${name}`}`;
  });
  const object = `jsonb_strip_nulls(jsonb_build_object(${entries.join(', ')}))`;
  return `(SELECT coalesce(jsonb_agg(${object} ORDER BY ${order}), '[]') FROM screening.${table} AS source
      WHERE source.resident_id = $1 AND source.superseded_at IS NULL)`;
}
