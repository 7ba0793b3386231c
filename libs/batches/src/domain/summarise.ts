import {
  decodeDecision,
  type DecisionRow,
  type DecisionStatus,
  type Definition,
  type Reason,
} from '@kallelse/eligibility';
import type { PlainDate } from '@kallelse/kernel';
import { SET_ASIDE, type BatchPreview, type ReasonCount, type SetAside } from './preview';

/**
 * Adds up groups of equal verdicts: decisions by status, reasons by path, and data exceptions. Residents who are due but
 * set aside are held for that reason.
 */
export function summarise(
  groups: readonly (DecisionRow & { readonly count: number })[],
  definition: Definition,
  asOf: PlainDate,
  setAside: ReadonlyMap<SetAside, number>,
): Pick<BatchPreview, 'population' | 'decisions' | 'reasons' | 'dataExceptions'> {
  const decisions = new Map<DecisionStatus, number>();
  const reasons = new Map<string, ReasonCount>();
  let population = 0;
  let dataExceptions = 0;
  for (const group of groups) {
    const decision = decodeDecision(definition, asOf, group);
    population += group.count;
    decisions.set(decision.status, (decisions.get(decision.status) ?? 0) + group.count);
    for (const reason of decision.reasons) addReason(reasons, decision.status, reason, group.count);
    const waits = decision.status === 'hold' || decision.status === 'enquire';
    if (waits && decision.reasons.some((reason) => isDataGap(reason, definition)))
      dataExceptions += group.count;
  }
  for (const [code, count] of setAside) {
    decisions.set('invite', (decisions.get('invite') ?? 0) - count);
    decisions.set('hold', (decisions.get('hold') ?? 0) + count);
    addReason(reasons, 'hold', { code, kind: 'hold', path: SET_ASIDE[code] }, count);
  }
  const sorted = [...reasons.values()].sort((a, b) => b.count - a.count || (a.path < b.path ? -1 : 1));
  return { population, decisions: Object.fromEntries(decisions), reasons: sorted, dataExceptions };
}

function addReason(
  reasons: Map<string, ReasonCount>,
  status: DecisionStatus,
  reason: Reason,
  count: number,
): void {
  const { kind, code, path } = reason;
  const place = kind === 'manual' ? `manual ${code}` : path;
  const key = `${status} ${kind} ${place}`;
  const before = reasons.get(key)?.count ?? 0;
  reasons.set(key, { status, kind, code, path: kind === 'manual' ? 'manual' : path, count: before + count });
}

/** An unknown fact that nobody can be asked for by letter: neither an organ nor an attribute that the definition asks for. */
function isDataGap({ kind, path, code }: Reason, { delivery }: Definition): boolean {
  if (kind !== 'unknown' || path === 'enquiry' || code.startsWith('organ.')) return false;
  return !(code.startsWith('attribute.') && code.slice('attribute.'.length) in delivery.ask);
}
