import { type Part, type SlipRow } from '../template/template';

/**
 * A letter as text: filled in, without layout. Paper, 1177 and plain text are all made from it.
 */

/** A piece of running text in one style. */
export interface Inline {
  readonly text: string;
  readonly strong: boolean;
  /** Where the text leads to, when it is the name of a web page. */
  readonly url?: string;
}

/** A label and what it says. */
export interface Fact {
  readonly label: readonly Inline[];
  readonly value: readonly Inline[];
}

/** A tear-off reply form. */
export interface Slip {
  readonly title: string;
  readonly instruction: readonly Inline[];
  readonly rows: readonly SlipRow[];
  readonly returnTo: readonly Inline[];
}

/** A paragraph, a set-off notice, a list, a box of facts or a reply form. */
export type Block =
  | { readonly kind: 'text' | 'notice'; readonly text: readonly Inline[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'facts'; readonly rows: readonly Fact[] }
  | ({ readonly kind: 'slip' } & Slip);

/** A title with what belongs under it. */
export interface Section {
  readonly part: Part;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** The whole letter in one language. */
export interface LetterDocument {
  readonly heading: string;
  readonly lead: readonly Inline[];
  readonly sections: readonly Section[];
}
