export { type DigitalInput, type DigitalMessage } from './domain/digital/digital-message';
export { type BoxMm } from './domain/layout/geometry';
export {
  DEFAULT_PRINT_LAYOUT,
  type PrintLayout,
  type ReservedZone,
  resolveLayout,
} from './domain/layout/print-layout';
export {
  type LetterInput,
  type LetterUnit,
  type LetterValue,
  type Recipient,
} from './domain/letter/letter-input';
export { longDate, longDateWithWeekday } from './domain/letter/long-date';
export {
  type HeldLetter,
  LETTER_PROBLEM_CODES,
  type LetterProblem,
  type LetterProblemCode,
} from './domain/letter/problems';
export {
  MEDIATION_ADDRESS,
  type MediatedInput,
  type PostingList,
  type PostingListEntry,
} from './domain/mediation/mediated-post';
export { readCatalogue, TemplateCatalogue, type TemplateFile } from './domain/template/catalogue';
export {
  type Language,
  LANGUAGES,
  type LetterKind,
  type Localised,
  type Template,
  type Variable,
  type Variant,
} from './domain/template/template';
export { loadCatalogue } from './infra/assets';
export { benchRender, type RenderBench } from './infra/bench-render';
export { type LetterAssets, loadLetterAssets } from './infra/letter-assets';
export { type WrittenFile } from './infra/pdf/pdf-file';
export { type RenderJob, type RenderReply, type RenderResult, runRenderJob } from './infra/render-job';
export { type EnvelopeSheetsResult, renderEnvelopeSheets, renderPostingList } from './infra/render-mediation';
export { escapeXml } from './domain/digital/xml';
export { renderMessage } from './infra/render-message';
export { type RenderedLetter, renderRun, type RunResult } from './infra/render-run';
export { type RunOptions } from './infra/run-options';
export { startRenderWorker } from './infra/start-render-worker';
