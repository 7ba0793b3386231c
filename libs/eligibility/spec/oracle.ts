import { evaluate, isTrue, reasonsOf, type Truth } from './oracle-criteria';
import { addDuration, type Iso } from './oracle-dates';
import { factValue } from './oracle-facts';
import { covers, exists, withParameters, type World } from './oracle-input';
import { scheduleOf } from './oracle-schedule';

/**
 * A slow, literal reading of interfaces.md, written without looking at the engine and sharing nothing with it. Each rule
 * stands under the sentence it follows. It takes the documents as written (valid ones) and only has to be right.
 */

export interface OracleReason {
  code: string;
  kind: string;
  path: string;
  until?: Iso;
}

export interface OracleDecision {
  status: 'invite' | 'hold' | 'enquire' | 'not-eligible';
  targetGroup: Truth;
  reasons: OracleReason[];
  dueOn?: Iso;
}

export interface OracleOptions {
  knownAt?: Iso;
  parameters?: Readonly<Record<string, unknown>>;
}

/** "Manual routes of the programme, active on the as-of date (`from`–`until`)" */
function manual(world: World, kind: string): OracleReason[] {
  return (world.resident.manual ?? []).flatMap((route, i) => {
    if (route.kind !== kind || route.programme !== world.definition.programme) return [];
    if (!exists(route, world) || !covers(route, world.asOf)) return [];
    // "kind `manual`, code as given, path `manual[i]`, a hold's `until` where given"
    const until = kind === 'hold' && typeof route.until === 'string' ? { until: route.until } : {};
    return [{ code: route.code, kind: 'manual', path: `manual[${i}]`, ...until }];
  });
}

/** "every true exclusion (`exclusions[i]`)"; "`exclude` joins step 2 … after the definition's own reasons" */
function exclusions(world: World): OracleReason[] {
  const own = (world.definition.exclusions ?? []).flatMap(({ code, when }, i) =>
    isTrue(when, world) ? [{ code, kind: 'exclusion', path: `exclusions[${i}]` }] : [],
  );
  return [...own, ...manual(world, 'exclude')];
}

/** "every true … hold (`holds[i]`, `until` from the optional `until: <date fact>` of the hold), then the schedule's" */
function holds(world: World): OracleReason[] {
  const own = (world.definition.holds ?? []).flatMap(({ code, when, until }, i) => {
    if (!isTrue(when, world)) return [];
    const end = until === undefined ? undefined : factValue(until.fact, world);
    const reason = { code, kind: 'hold', path: `holds[${i}]` };
    return [typeof end === 'string' ? { ...reason, until: end } : reason];
  });
  const { reason } = scheduleOf(world);
  const schedule = reason === undefined ? [] : [{ ...reason, kind: 'schedule' }];
  // "in step 4 after the schedule's"
  return [...own, ...schedule, ...manual(world, 'hold')];
}

/** "the last `enquiry` event less than `after` ago → `hold` … or `max` of them on record → `hold`" */
function enquiryHolds(world: World): OracleReason[] {
  const { enquiry, programme } = world.definition;
  if (enquiry === undefined) return [];
  const sent = (world.resident.events ?? []).filter(
    (event) =>
      event.type === 'enquiry' &&
      (event.programme === undefined || event.programme === programme) &&
      exists(event, world),
  );
  const reasons: OracleReason[] = [];
  let last: Iso = '';
  for (const { date } of sent) if (date !== undefined && date > last) last = date;
  if (enquiry.after !== undefined && last !== '') {
    const until = addDuration(last, enquiry.after);
    if (until > world.asOf)
      reasons.push({ code: 'enquiry-not-due', kind: 'unknown', path: 'enquiry', until });
  }
  if (enquiry.max !== undefined && sent.length >= enquiry.max) {
    reasons.push({ code: 'enquiry-unanswered', kind: 'unknown', path: 'enquiry' });
  }
  return reasons;
}

export function oracle(
  document: object,
  line: object,
  asOf: Iso,
  { knownAt, parameters = {} }: OracleOptions = {},
): OracleDecision {
  const world: World = {
    definition: withParameters(document, parameters),
    resident: line as World['resident'],
    asOf,
    knownAt,
  };
  const eligibility = evaluate(world.definition.eligibility, 'eligibility', world);
  // "`include` makes `eligibility` true (and nothing else)"
  const included = manual(world, 'include').length > 0;
  // "`targetGroup`: …, the value of `eligibility`"
  const targetGroup = included ? true : eligibility.truth;
  const leaves = reasonsOf(eligibility);
  const asReasons = (kind: string): OracleReason[] => leaves.map(({ code, path }) => ({ code, kind, path }));

  // "1. `eligibility` false → `not-eligible`."
  if (targetGroup === false) return { status: 'not-eligible', targetGroup, reasons: asReasons('criterion') };

  // "2. Any exclusion true → `not-eligible`."
  const excluding = exclusions(world);
  if (excluding.length > 0) return { status: 'not-eligible', targetGroup, reasons: excluding };

  // "`dueOn` is output whenever step 4 or 5 (or step 3's hold) decided and the schedule gave a date."
  const { dueOn } = scheduleOf(world);
  const due = dueOn === undefined ? {} : { dueOn };
  const holding = holds(world);

  // "3. `eligibility` unknown:"
  if (targetGroup === 'unknown') {
    const reasons = asReasons('unknown');
    // "an unknown leaf (among this step's reasons) with `onUnknown: exclude` → `not-eligible`"
    if (leaves.some(({ onUnknown }) => onUnknown === 'exclude')) {
      return { status: 'not-eligible', targetGroup, reasons };
    }
    // "else a hold true or the schedule not due → `hold` (those reasons, as in step 4)"
    if (holding.length > 0) return { status: 'hold', targetGroup, reasons: holding, ...due };
    // "else a leaf with `onUnknown: hold` → `hold`"
    if (leaves.some(({ onUnknown }) => onUnknown === 'hold')) {
      return { status: 'hold', targetGroup, reasons, ...due };
    }
    // "else, with `enquiry` given, …"
    const waiting = enquiryHolds(world);
    if (waiting.length > 0) return { status: 'hold', targetGroup, reasons: waiting, ...due };
    // "else `enquire`"
    return { status: 'enquire', targetGroup, reasons };
  }

  // "4. Any hold true, or the schedule not due → `hold` (all of those reasons)."
  if (holding.length > 0) return { status: 'hold', targetGroup, reasons: holding, ...due };

  // "5. `invite`."
  return { status: 'invite', targetGroup, reasons: [], ...due };
}
