import { ProblemError } from '@kallelse/kernel';

/**
 * Rights beside any role: `organ-inventory` to see and record which organs somebody has, and what an answer said;
 * `protected-identity` to see who is protected.
 */
export const RIGHTS = ['organ-inventory', 'protected-identity'] as const;
export type Right = (typeof RIGHTS)[number];

/** Reads a right's name. @throws ProblemError RIGHT_UNKNOWN */
export function readRight(text: string): Right {
  const right = RIGHTS.find((one) => one === text);
  if (right) return right;
  throw new ProblemError('RIGHT_UNKNOWN', 'there is no such right', {
    fix: `the rights are: ${RIGHTS.join(', ')}`,
    exitCode: 2,
  });
}

/** The problem of somebody who lacks a right. */
export function rightMissing(right: Right): ProblemError {
  return new ProblemError('RIGHT_MISSING', `this takes the right ${right}`, {
    fix: `somebody else grants it: kallelse rights grant USER --right ${right} --reason TEXT`,
  });
}
