export { attributeFact, readAttribute } from './domain/facts/attribute-fact';
export { catalogue } from './domain/facts/catalogue';
export * from './domain/decide/decide';
export * from './domain/decide/decision';
export * from './domain/definition/definition';
export { formatIssue, type Issue, type Parsed } from './domain/definition/issues';
export {
  parseDefinition,
  parseDefinitionText,
  parseDocumentText,
} from './domain/definition/parse-definition';
export type { Fact } from './domain/facts/fact';

export * from './domain/residents/resident';
export * from './domain/sql/compile';
export { reasonWordCount } from './domain/sql/decision-levels';
export * from './domain/sql/decode';
export * from './domain/sql/derive-sql';
export * from './domain/sql/fact-relation';
export * from './domain/sql/fact-sources';
export * from './domain/sql/parameters';
export * from './domain/sql/source-tables';
export * from './domain/sql/stage';
export { parseEvent } from './domain/residents/parse-event';
export {
  parseManualRoute,
  parseOptOut,
  parseOrganStatement,
  parseResident,
} from './domain/residents/parse-resident';
export { Shape } from './domain/residents/shape';
export { coveredBy } from './domain/covered';
export { gateOf } from './domain/gate';
export { residencyOn } from './domain/facts/fact-view';
export * from './domain/diff/diff';
export * from './domain/explain/explain';
export * from './domain/lint/lint';
export { missingSafeguards } from './domain/lint/safeguards';
export type { ExplainLanguage } from './domain/explain/wording';
export { attributeIssues } from './domain/residents/attribute-issues';
