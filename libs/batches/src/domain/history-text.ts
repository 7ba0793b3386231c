import type { Definition, ExplainLanguage } from '@kallelse/eligibility';
import type { BatchOutcome, ContactEntry, HistoryEntry, RequestEntry } from './history';

type Words = Readonly<Record<ExplainLanguage, string>>;

const OUTCOMES: Readonly<Record<BatchOutcome, Words>> = {
  selected: { sv: 'ska kallas; uttagen', en: 'to be invited; selected' },
  'not-due': { sv: 'ska inte kallas', en: 'not to be invited' },
  'open-round': {
    sv: 'ska kallas, men har redan en pågående screeningomgång',
    en: 'to be invited, but already in an open round',
  },
  capacity: {
    sv: 'ska kallas, men fick inte plats i omgången, eller väntar som nyinflyttad eller på någon i samma hushåll',
    en: 'to be invited, but there was no room in the batch, or waits as a newcomer or for somebody of the household',
  },
};

const MESSAGES: Readonly<Record<string, Words>> = {
  announcement: { sv: 'Förhandsinformation', en: 'Announcement' },
  invitation: { sv: 'Kallelse', en: 'Invitation' },
  reminder: { sv: 'Påminnelse', en: 'Reminder' },
  enquiry: { sv: 'Fråga', en: 'Enquiry' },
  questionnaire: { sv: 'Frågeformulär', en: 'Questionnaire' },
  confirmation: { sv: 'Bekräftelse', en: 'Confirmation' },
  correction: { sv: 'Rättelse', en: 'Correction' },
  replacement: { sv: 'Nytt kit', en: 'Another kit' },
  'new-time': { sv: 'Ny tid', en: 'New time' },
  'follow-up': { sv: 'Uppföljning av provsvar', en: 'Follow-up of a result' },
};

const STATES: Readonly<Record<string, Words>> = {
  waiting: { sv: 'väntar på att skickas', en: 'waits to be sent' },
  'in-progress': { sv: 'håller på att skickas', en: 'is being sent' },
  'handed-over': { sv: 'skickad', en: 'sent' },
  suppressed: { sv: 'stoppad före utskick', en: 'stopped before it was sent' },
  held: { sv: 'ligger kvar för handläggning', en: 'held for the office' },
  cancelled: { sv: 'inställd', en: 'cancelled' },
  failed: { sv: 'kunde inte skickas', en: 'could not be sent' },
  unknown: { sv: 'osäkert om den kom fram', en: 'not known whether it arrived' },
};

const CHANNELS: Readonly<Record<string, Words>> = {
  '1177': { sv: '1177', en: '1177' },
  'secure-mailbox': { sv: 'säker digital brevlåda', en: 'secure mailbox' },
  paper: { sv: 'brev', en: 'letter' },
  mediated: { sv: 'förmedlat brev', en: 'mediated letter' },
  outreach: { sv: 'uppsökande lista', en: 'outreach list' },
};

/** Why something was stopped or ended; a code of the definition has the definition's own label. */
const REASONS: Readonly<Record<string, Words>> = {
  'opted-out': { sv: 'har avböjt', en: 'has opted out' },
  deferred: { sv: 'har uppskov', en: 'is deferred' },
  'under-care': { sv: 'följs upp i vården', en: 'is under clinical follow-up' },
  'not-registered': { sv: 'är inte folkbokförd', en: 'is not registered' },
  emigrated: { sv: 'utvandrad', en: 'emigrated' },
  deceased: { sv: 'avliden', en: 'deceased' },
  missing: { sv: 'försvunnen', en: 'missing' },
  deregistered: { sv: 'avregistrerad', en: 'deregistered' },
  organ: { sv: 'en uppgift har ändrats', en: 'something recorded has changed' },
  participated: { sv: 'har deltagit', en: 'has taken part' },
  'already-tested': { sv: 'prov fanns redan', en: 'had already been tested' },
  tested: { sv: 'prov har tagits', en: 'has been tested' },
  outcome: { sv: 'prov har tagits', en: 'has been tested' },
  booked: { sv: 'har en bokad tid', en: 'has a booked time' },
  'episode-over': { sv: 'screeningomgången är avslutad', en: 'the round is over' },
  outreach: { sv: 'kan inte nås digitalt eller med brev', en: 'cannot be reached digitally or by letter' },
  'rules-withdrawn': { sv: 'reglerna har dragits tillbaka', en: 'the rules were withdrawn' },
  'batch-cancelled': { sv: 'kallelseomgången ställdes in', en: 'the batch was cancelled' },
  annulled: { sv: 'kallelsen var ett misstag', en: 'the invitation was a mistake' },
  'batch-recalled': { sv: 'kallelseomgången återkallades', en: 'the batch was recalled' },
  'reach-changed': { sv: 'kan nås på annat sätt', en: 'can be reached in another way' },
  'result-changed': { sv: 'provsvaret har ändrats', en: 'the result has been changed' },
  moved: { sv: 'har flyttat till en region som kallar tidigare', en: 'moved to a region that calls sooner' },
  merged: { sv: 'två poster gällde samma person', en: 'two records were one person' },
  answered: { sv: 'frågan är besvarad', en: 'the enquiry was answered' },
  undeliverable: { sv: 'försändelsen kom inte fram', en: 'it could not be delivered' },
  expired: { sv: 'giltighetstiden har gått ut', en: 'its time ran out' },
  'no-answer': { sv: 'tjänsten svarade inte', en: 'the service did not answer' },
};

const WAYS: Readonly<Record<string, Words>> = {
  permanent: { sv: 'Avböjde programmet tills vidare', en: 'Opted out of the programme for good' },
  until: { sv: 'Avböjde programmet', en: 'Opted out of the programme' },
  episode: { sv: 'Avböjde den pågående screeningomgången', en: 'Opted out of the open round' },
  include: { sv: 'Beslut för personen: räknas in', en: 'Decided for the person: counted in' },
  hold: { sv: 'Beslut för personen: vänta med kallelse', en: 'Decided for the person: to wait' },
  exclude: { sv: 'Beslut för personen: ska inte kallas', en: 'Decided for the person: not to be invited' },
};

/** An entry of somebody's history as one line; `rules` name the codes of their own. */
export function historyText(entry: HistoryEntry, rules: Definition, language: ExplainLanguage): string {
  const say = (sv: string, en: string): string => (language === 'sv' ? sv : en);
  switch (entry.kind) {
    case 'batch':
      return say(
        `Kallelseomgång ${entry.batch} (${entry.decision.definition}): ${OUTCOMES[entry.outcome].sv}`,
        `Batch ${entry.batch} (${entry.decision.definition}): ${OUTCOMES[entry.outcome].en}`,
      );
    case 'round-began':
      return say(
        `Screeningomgång ${entry.episode} öppnades i kallelseomgång ${entry.batch} enligt reglerna ${entry.definition}`,
        `Round ${entry.episode} began in batch ${entry.batch} under the rules ${entry.definition}`,
      );
    case 'round-ended': {
      const why = reasonText(entry.reason, rules, language);
      return say(
        `Screeningomgång ${entry.episode} avslutades: ${why}`,
        `Round ${entry.episode} ended: ${why}`,
      );
    }
    case 'contact':
      return contactText(entry, rules, language);
    case 'opt-out':
    case 'deferral':
    case 'manual':
      return requestText(entry, language);
  }
}

function contactText(entry: ContactEntry, rules: Definition, language: ExplainLanguage): string {
  const message = MESSAGES[entry.message]?.[language] ?? entry.message;
  const state = STATES[entry.state]?.[language] ?? entry.state;
  const channel =
    entry.channel === null || entry.state !== 'handed-over'
      ? ''
      : ` (${CHANNELS[entry.channel]?.[language] ?? entry.channel})`;
  const why = entry.reason === null ? '' : `: ${reasonText(entry.reason, rules, language)}`;
  return `${message} ${state}${channel}${why}`;
}

function requestText({ kind, way, until, revoked }: RequestEntry, language: ExplainLanguage): string {
  const say = (sv: string, en: string): string => (language === 'sv' ? sv : en);
  const what = kind === 'deferral' ? say('Uppskov', 'Deferred') : (WAYS[way ?? '']?.[language] ?? kind);
  const end = until === undefined ? '' : say(` till och med ${until}`, ` until ${until}`);
  const back = revoked === undefined ? '' : say(`, återtaget ${revoked}`, `, revoked ${revoked}`);
  return `${what}${end}${back}`;
}

function reasonText(code: string, { exclusions, holds }: Definition, language: ExplainLanguage): string {
  const own = [...exclusions, ...holds].find((rule) => rule.code === code)?.labels;
  return REASONS[code]?.[language] ?? own?.[language] ?? own?.sv ?? code;
}
