import { canonicalHash, canonicalJson } from './hash';

describe('canonical hash', () => {
  it('does not depend on key order or on absent values', () => {
    expect(canonicalHash({ b: 1, a: [true, null, 'x'] })).toBe(
      canonicalHash({ a: [true, null, 'x'], c: undefined, b: 1 }),
    );
  });

  it('depends on every value and on list order', () => {
    expect(canonicalHash({ a: [1, 2] })).not.toBe(canonicalHash({ a: [2, 1] }));
    expect(canonicalHash({ a: 1 })).not.toBe(canonicalHash({ a: '1' }));
  });

  it('sorts keys as RFC 8785 does', () => {
    expect(canonicalJson({ ö: 1, a: 'ä', B: { z: 1, y: 2 } })).toBe('{"B":{"y":2,"z":1},"a":"ä","ö":1}');
  });
});
