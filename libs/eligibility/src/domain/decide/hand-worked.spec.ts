import { decided, definitionWith, lineOf, residentWith } from '../../../spec/decided';
import { defined } from '../residents/shape';
import { HAND_WORKED_CASES } from '../../../spec/hand-worked';

describe.each(Object.entries(HAND_WORKED_CASES))('in memory, %s', (_, cases) => {
  it.each(cases)('$name', ({ definition, resident, expected, asOf, knownAt, parameters }) => {
    const decision = decided({
      definition: definitionWith(definition),
      resident: residentWith(resident),
      ...defined({ asOf, knownAt, parameters }),
    });
    expect(lineOf(decision)).toBe(expected);
  });
});
