/** A tail as a function of an unbounded, increasing coordinate u, and the density with respect to u. */
export interface TailAt {
  readonly probability: number;
  readonly density: number;
}

/**
 * The u at which a tail has a given probability: Newton's method on the logarithm of the probability, kept inside a
 * bracket, so that tails of 1e-300 take as few steps as those of 0.1.
 * @param tailAt the tail and its density at u
 * @param rises whether the tail grows with u (a lower tail) or falls (an upper tail)
 * @param start first guess
 */
export function solveTail(
  tailAt: (u: number) => TailAt,
  probability: number,
  rises: boolean,
  start: number,
): number {
  let low = -Infinity;
  let high = Infinity;
  let u = start;
  for (let step = 0; step < 400; step++) {
    const { probability: tail, density } = tailAt(u);
    const excess = Math.log(tail / probability);
    if (excess === 0) return u;
    if (excess > 0 === rises) high = u;
    else low = u;
    const newton = nextGuess(u, (excess * tail) / density, rises);
    const inside = newton > low && newton < high;
    const next = inside ? newton : middle(low, high, u);
    if (Math.abs(next - u) <= 4e-16 * Math.max(1, Math.abs(u)) || next === low || next === high) return next;
    u = next;
  }
  return u;
}

/** A Newton step of at most 3 units: beyond that the tail is no straight line in u. NaN where the tail has vanished. */
function nextGuess(u: number, step: number, rises: boolean): number {
  const bounded = Math.max(-3, Math.min(3, step));
  return rises ? u - bounded : u + bounded;
}

function middle(low: number, high: number, u: number): number {
  if (low === -Infinity) return Math.min(u, high) - 3;
  if (high === Infinity) return Math.max(u, low) + 3;
  return (low + high) / 2;
}
