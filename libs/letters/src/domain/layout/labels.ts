import { type Language } from '../template/template';

/** The words of the page itself, beside the template's text. */
export interface PageLabels {
  readonly date: string;
  readonly reference: string;
  readonly senderPrefix: string;
  readonly phone: string;
  readonly questions: string;
  readonly returnAddress: string;
  readonly contact: string;
  readonly closing: string;
  readonly page: (page: number, of: number) => string;
}

/** The labels in every language. */
export const PAGE_LABELS: Readonly<Record<Language, PageLabels>> = {
  sv: {
    date: 'Datum',
    reference: 'Referens',
    senderPrefix: 'Avs:',
    phone: 'Telefon',
    questions: 'Frågor? Ring oss',
    returnAddress: 'Returadress',
    contact: 'Kontakt',
    closing: 'Vänliga hälsningar',
    page: (page, of) => `Sida ${page} av ${of}`,
  },
  en: {
    date: 'Date',
    reference: 'Reference',
    // The post reads Swedish, whatever the letter's language.
    senderPrefix: 'Avs:',
    phone: 'Phone',
    questions: 'Questions? Call us',
    returnAddress: 'Return address',
    contact: 'Contact',
    closing: 'Kind regards',
    page: (page, of) => `Page ${page} of ${of}`,
  },
};
