import { parseDay } from '@kallelse/kernel';
import type { Attribute } from '../definition/definition';
import type { Fact, SqlFacts } from './fact';
import type { FactType, FactValue } from './fact-type';

/** A typed extra fact that a definition declares and a region imports or a questionnaire fills. */
export function attributeFact({ name, type, labels }: Attribute): Fact {
  return {
    name: `attribute.${name}`,
    type,
    labels: { sv: labels.sv ?? name, en: labels.en ?? labels.sv ?? name },
    alwaysKnown: false,
    read: (view) => readAttribute(view.attribute(name), type),
    sql: { kind: 'value', expression: (sql) => attributeSql(sql, name, type) },
  };
}

/** The value as a fact of the declared type; unknown when it is of another. */
export function readAttribute(
  value: string | number | boolean | undefined,
  type: FactType,
): FactValue | undefined {
  if (value === undefined || value === '') return undefined;
  switch (type.kind) {
    case 'number':
      return typeof value === 'number' && (!type.integer || Number.isInteger(value)) ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'date':
      return typeof value === 'string' ? parseDay(value) : undefined;
    case 'code':
    case 'enum':
      return typeof value === 'string' ? value : undefined;
    case 'set':
      return undefined;
  }
}

/**
 * The covering value out of the relation's `attributes` (name → entries in order of precedence, each with value `v` and
 * last day `u`), cast only where it is of the declared type: one bad cast would abort the whole statement.
 */
function attributeSql(sql: SqlFacts, name: string, type: FactType): string {
  const entries = `${sql.column('attributes')} -> ${sql.param(name, 'text')}`;
  const covering =
    `(SELECT entry -> 'v' FROM jsonb_array_elements(${entries}) WITH ORDINALITY AS list(entry, place) ` +
    `WHERE coalesce((entry ->> 'u')::date, 'infinity') >= ${sql.day(sql.asOf)} ORDER BY place LIMIT 1)`;
  return `(SELECT ${typedSql(type)} FROM (SELECT ${covering} AS v OFFSET 0) AS attribute_value)`;
}

const DATE_TEXT = `^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`;

function typedSql(type: FactType): string {
  switch (type.kind) {
    case 'number': {
      const whole = type.integer ? ` AND (v)::numeric % 1 = 0` : '';
      return `CASE WHEN jsonb_typeof(v) = 'number' THEN CASE WHEN abs((v)::numeric) <= 1.7976931348623157e308${whole} THEN (v)::float8 END END`;
    }
    case 'boolean':
      return `CASE WHEN jsonb_typeof(v) = 'boolean' THEN (v)::boolean END`;
    case 'date':
      return (
        `CASE WHEN jsonb_typeof(v) = 'string' AND v #>> '{}' ~ '${DATE_TEXT}' AND left(v #>> '{}', 4) <> '0000' THEN ` +
        `CASE WHEN right(v #>> '{}', 2)::int <= extract(day FROM (left(v #>> '{}', 7) || '-01')::date + interval '1 month - 1 day') ` +
        `THEN (v #>> '{}')::date END END`
      );
    case 'code':
    case 'enum':
      return `CASE WHEN jsonb_typeof(v) = 'string' THEN nullif(v #>> '{}', '') END`;
    case 'set':
      return 'NULL::text';
  }
}
