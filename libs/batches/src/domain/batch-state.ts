export const BATCH_STATES = [
  'planned',
  'previewed',
  'submitted',
  'approved',
  'generated',
  'released',
  'recalled',
  'cancelled',
] as const;
export type BatchState = (typeof BATCH_STATES)[number];

/** Which state may follow which, and by what act. */
export const BATCH_STEPS: Readonly<
  Record<BatchAct, { readonly from: readonly BatchState[]; readonly to: BatchState }>
> = {
  preview: { from: ['planned', 'previewed'], to: 'previewed' },
  submit: { from: ['previewed'], to: 'submitted' },
  approve: { from: ['submitted'], to: 'approved' },
  generate: { from: ['approved'], to: 'generated' },
  release: { from: ['generated'], to: 'released' },
  /** What was approved no longer holds: preview and approve again. */
  sendBack: { from: ['approved'], to: 'planned' },
  cancel: { from: ['planned', 'previewed', 'submitted', 'approved', 'generated'], to: 'cancelled' },
  /** Stops what has not gone out yet. */
  recall: { from: ['released'], to: 'recalled' },
  /** What went out of a recalled batch counts as never sent. */
  annul: { from: ['recalled'], to: 'recalled' },
};
export type BatchAct =
  'preview' | 'submit' | 'approve' | 'generate' | 'release' | 'sendBack' | 'cancel' | 'recall' | 'annul';

/** What has to be done in a state before an act is possible; for the error text. */
export function nextStep(state: BatchState): string {
  switch (state) {
    case 'planned':
      return 'preview it first';
    case 'previewed':
      return 'submit it first';
    case 'submitted':
      return 'let somebody else approve it first';
    case 'approved':
      return 'generate it first';
    case 'generated':
      return 'release it first';
    case 'released':
      return 'it has been released; what has not gone out is stopped by kallelse batch recall';
    case 'recalled':
      return 'it was recalled; plan a new one';
    case 'cancelled':
      return 'it was cancelled; plan a new one';
  }
}
