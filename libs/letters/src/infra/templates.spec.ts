import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Segment } from '../domain/template/template';
import { segmentsOf } from '../domain/template/walk';
import { loadCatalogue, projectRoot } from './assets';
import { sharedAssets } from './letter-assets';

const FOLDER = join(projectRoot(), 'libs', 'letters', 'templates');
const catalogue = loadCatalogue();

/** Every template file as it stands, comments and all. */
const files = ['', 'common'].flatMap((sub) =>
  readdirSync(join(FOLDER, sub))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => [name, readFileSync(join(FOLDER, sub, name), 'utf8')] as const),
);

/** Words that address or presume a gender. "man" also as the Swedish pronoun: it cannot be told apart at a glance. */
const GENDERED = {
  sv: [
    ...[
      'kvinna',
      'kvinnan',
      'kvinnor',
      'kvinnorna',
      'kvinnlig',
      'kvinnliga',
      'kvinnligt',
      'flicka',
      'flickor',
      'tjej',
    ],
    ...[
      'man',
      'mannen',
      'män',
      'männen',
      'mans',
      'manlig',
      'manliga',
      'manligt',
      'pojke',
      'pojkar',
      'kille',
      'herr',
    ],
    ...[
      'hon',
      'henne',
      'hennes',
      'han',
      'honom',
      'hans',
      'mamma',
      'pappa',
      'mor',
      'far',
      'fru',
      'dam',
      'damer',
    ],
  ],
  en: [
    ...[
      'woman',
      'women',
      'female',
      'females',
      'girl',
      'girls',
      'lady',
      'ladies',
      'she',
      'her',
      'hers',
      'mother',
    ],
    ...[
      'man',
      'men',
      'male',
      'males',
      'boy',
      'boys',
      'he',
      'him',
      'his',
      'father',
      'mr',
      'mrs',
      'ms',
      'sir',
      'madam',
    ],
  ],
} as const;

function genderedWords(text: string, language: 'sv' | 'en'): readonly string[] {
  return GENDERED[language].filter((word) => new RegExp(`(?<!\\p{L})${word}(?!\\p{L})`, 'iu').test(text));
}

function words(segments: readonly Segment[]): string {
  return segments.map((segment) => (segment.kind === 'text' ? segment.value : '')).join('');
}

describe('the templates of the installation', () => {
  it('are the letters of the four programmes, of the two pilots, the enquiry with its confirmation, the correction, a new time, what goes with a new kit, and what follows a test', () => {
    expect(catalogue.ids).toEqual([
      'answer-confirmation',
      ...['breast-invitation', 'breast-reminder', 'cervical-invitation', 'cervical-reminder'],
      ...['colorectal-invitation', 'colorectal-order', 'colorectal-reminder'],
      'correction',
      ...['hereditary-breast-invitation', 'hereditary-breast-reminder'],
      'kit-replacement',
      ...['lung-invitation', 'lung-questionnaire', 'lung-reminder'],
      'new-time',
      ...['opt-information', 'opt-invitation', 'opt-reminder', 'organ-enquiry'],
      'test-inadequate',
    ]);
  });

  it.each(catalogue.ids)('%s holds no gendered word in either language', (id) => {
    for (const language of ['sv', 'en'] as const)
      expect(genderedWords(JSON.stringify(catalogue.get(id).text[language]), language)).toEqual([]);
  });

  it.each(files)('%s holds none outside the texts either', (_, content) => {
    // "men" is Swedish for "but".
    expect(genderedWords(content, 'sv')).toEqual([]);
    expect(genderedWords(content, 'en').filter((word) => word !== 'men')).toEqual([]);
  });

  it('call themselves kallelse for cervical and breast, erbjudande for colorectal, OPT and lung; what asks has no word', () => {
    const wordsByProgramme = catalogue.ids.map((id) => {
      const { kind, programme, word } = catalogue.get(id);
      return [kind === 'questionnaire' ? kind : programme, word];
    });
    expect(new Map(wordsByProgramme as [string, string][])).toEqual(
      new Map([
        ['breast', 'kallelse'],
        ['cervical', 'kallelse'],
        ['colorectal', 'erbjudande'],
        ['opt', 'erbjudande'],
        ['hereditary-breast', 'kallelse'],
        ['lung-pilot', 'erbjudande'],
        ['questionnaire', undefined],
        [undefined, undefined],
      ]),
    );
  });

  it('hold no character that the fonts lack', () => {
    for (const [, content] of files)
      expect(sharedAssets().metrics.canPrint(content.replaceAll('\n', ''))).toBe(true);
  });

  it('give the advantages and disadvantages of prostate testing the same number of points', () => {
    for (const id of ['opt-invitation', 'opt-reminder'])
      for (const language of ['sv', 'en'] as const) {
        const section = catalogue
          .get(id)
          .text[language].sections.find(({ part }) => part === 'considerations');
        const lists = section?.content.flatMap((block) =>
          block.kind === 'list' ? [block.items.length] : [],
        );
        expect(lists).toEqual([3, 3]);
      }
  });

  it('do not urge anybody to be tested for prostate cancer', () => {
    for (const id of ['opt-invitation', 'opt-reminder'])
      for (const language of ['sv', 'en'] as const) {
        const text = JSON.stringify(catalogue.get(id).text[language]);
        expect(text).not.toMatch(
          /viktigt att|du bör|rekommenderar dig|välkommen att|important that|you should|please take/i,
        );
      }
  });

  it('name no programme and no disease in the enquiry', () => {
    for (const language of ['sv', 'en'] as const) {
      const { heading, lead, sections } = catalogue.get('organ-enquiry').text[language];
      const text = [
        heading,
        words(lead),
        ...sections.flatMap((section) => [section.title, ...section.content.flatMap(segmentsOf).map(words)]),
      ];
      expect(text.join(' ')).not.toMatch(
        /screening|cancer|mammogra|cellprov|cervical|bowel|kallelse|erbjudande/i,
      );
    }
  });

  it('tell nothing in the confirmation of an answer: no programme, disease, organ, sex or answer', () => {
    for (const language of ['sv', 'en'] as const) {
      const text = JSON.stringify(catalogue.get('answer-confirmation').text[language]);
      expect(text).not.toMatch(
        /screening|cancer|mammogra|cellprov|cervi|bowel|tarm|kallelse|erbjudande|undersök|examin|organ|livmoder|bröst|breast|prosta|kön|sex|har inte|do not have|operera/i,
      );
    }
  });

  it('ask the enquiry’s question without presuming the answer', () => {
    const question = catalogue.get('organ-enquiry').text.sv.sections.find(({ part }) => part === 'question');
    const text = question?.content.flatMap(segmentsOf).map(words).join(' ');
    for (const answer of ['”har”', '”har inte”', '”vill inte svara”']) expect(text).toContain(answer);
  });
});
