import { type ExplainedDecision } from '@kallelse/batches';
import { type ExplainLanguage } from '@kallelse/eligibility';

/** A decision with its reasons, the rules it was made by and what was decided before, as a clerk reads it. */
export function explainText(explained: ExplainedDecision, language: ExplainLanguage): string {
  const { explanation, history } = explained;
  const say = (sv: string, en: string): string => (language === 'sv' ? sv : en);
  return [
    explanation.verdict,
    ...explanation.reasons.map((reason) => `  – ${reason}`),
    '',
    explanation.basis,
    ...rulesLines(explained, language).map((line) => `  ${line}`),
    '',
    history.length === 0
      ? say('Ingenting har bestämts tidigare.', 'Nothing was decided before.')
      : say('Tidigare:', 'Before:'),
    ...history.flatMap((entry) => [
      `  ${entry.on}  ${entry.text}`,
      ...(entry.kind === 'batch' ? entry.reasons.map((reason) => `              – ${reason}`) : []),
    ]),
    '',
  ].join('\n');
}

function rulesLines({ rules, openRound, knownAt }: ExplainedDecision, language: ExplainLanguage): string[] {
  const say = (sv: string, en: string): string => (language === 'sv' ? sv : en);
  const { definition, region, validFrom, approvedBy, approvedOn, hash } = rules;
  const where = region === null ? '' : say(` i region ${region}`, ` in region ${region}`);
  const approval =
    approvedBy === null || approvedOn === null
      ? say('inte godkända', 'not approved')
      : say(`godkända av ${approvedBy} ${approvedOn}`, `approved by ${approvedBy} on ${approvedOn}`);
  return [
    say(
      `Reglerna ${definition} gäller från ${validFrom}${where}, ${approval}.`,
      `The rules ${definition} are valid from ${validFrom}${where}, ${approval}.`,
    ),
    say(`Innehållets kontrollsumma: ${hash}`, `Content hash: ${hash}`),
    ...(knownAt === null
      ? []
      : [say(`Enligt vad som var känt ${knownAt}.`, `By what was known on ${knownAt}.`)]),
    ...(openRound === null
      ? []
      : [
          say(
            `Screeningomgång ${openRound.episode}, öppnad ${openRound.openedOn}, följer reglerna ${openRound.definition} tills den avslutas.`,
            `Round ${openRound.episode}, begun on ${openRound.openedOn}, keeps the rules ${openRound.definition} until it ends.`,
          ),
        ]),
  ];
}
