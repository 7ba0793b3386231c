import type { Definition } from '../definition/definition';
import { at, type Issue } from '../definition/issues';
import { readAttribute } from '../facts/attribute-fact';
import { describeType } from '../facts/fact-type';
import type { Resident } from './resident';

/** Attribute values that are not of the type the definition declares; attributes it does not declare are nobody's business. */
export function attributeIssues({ attributes }: Resident, definition: Definition): readonly Issue[] {
  return attributes.flatMap(({ name, value }) => {
    const declared = definition.attributes.find((one) => one.name === name);
    if (!declared || value === undefined || readAttribute(value, declared.type) !== undefined) return [];
    return [{ path: at('attributes', name), message: `expected ${describeType(declared.type)}` }];
  });
}
