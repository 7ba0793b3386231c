import { catalogue } from './facts/catalogue';
import type { Fact } from './facts/fact';
import type { Criterion, Definition, Leaf } from './definition/definition';

/**
 * What still has to hold of a definition when something is about to be sent: registered, the organs it needs neither
 * absent nor unknown, no exclusion, not opted out, not deferred, not under care, no manual block. Age, schedule,
 * phase-in, district and the round itself are not asked again. Opt-out and deferral are asked whatever the definition
 * says.
 */
export function gateOf(definition: Definition): Definition {
  const organs = onlyOrgans(definition.eligibility, true);
  const needed = typeof organs === 'boolean' ? [] : [organs];
  return {
    ...definition,
    eligibility: {
      kind: 'all',
      path: 'gate',
      children: [isTrue('residency.status', 'registered', 'gate.all[0]'), ...needed],
    },
    exclusions: [
      { code: 'opted-out', when: isTrue('optOut', true, 'gate.optOut'), labels: {} },
      ...definition.exclusions,
    ],
    holds: [
      { code: 'deferred', when: isTrue('deferred', true, 'gate.deferred'), labels: {} },
      { code: 'under-care', when: isTrue('underCare', true, 'gate.underCare'), labels: {} },
    ],
    schedule: { anchor: { kind: 'lastTest' }, next: [{ path: 'gate', after: { months: 0, days: 0 } }] },
  };
}

const FACTS = catalogue({ attributes: [], tests: [] });

function isTrue(name: string, value: string | boolean, path: string): Leaf {
  const fact = FACTS.get(name) as Fact;
  const test = { op: 'equal', value, negated: false } as const;
  return { kind: 'leaf', path, fact, operator: 'is', operand: value, test, onUnknown: 'exclude' };
}

/**
 * The criterion with every leaf that is no organ replaced by what favours the resident; true or false when no organ is
 * left to ask about.
 */
function onlyOrgans(node: Criterion, favour: boolean): Criterion | boolean {
  switch (node.kind) {
    case 'leaf':
      return node.fact.name.startsWith('organ.') ? node : favour;
    case 'not': {
      const child = onlyOrgans(node.child, !favour);
      return typeof child === 'boolean' ? !child : { ...node, child };
    }
    case 'all':
    case 'any': {
      const decides = node.kind === 'any';
      const children = node.children.map((child) => onlyOrgans(child, favour));
      if (children.includes(decides)) return decides;
      const left = children.filter((child): child is Criterion => typeof child !== 'boolean');
      return left.length === 0 ? !decides : { ...node, children: left };
    }
  }
}
