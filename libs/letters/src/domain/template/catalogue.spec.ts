import { isProblem, type ProblemError } from '@kallelse/kernel';
import { readCatalogue, type TemplateFile } from './catalogue';

const COMMON: TemplateFile = {
  name: 'parts.yaml',
  content: `
privacy:
  part: privacy
  sv: { title: Uppgifter, content: [{ text: '{region} är ansvarig.' }] }
  en: { title: Data, content: [{ text: '{region} is responsible.' }] }
`,
};

const SECTIONS = ['purpose', 'procedure', 'participate', 'voluntary', 'cost', 'opt-out', 'language'];

/** A small template that is valid as it is. */
function validYaml(): string {
  const text = (heading: string): string => `
  heading: ${heading}
  lead: Hej
  sections:
${SECTIONS.map((part) => `    - { part: ${part}, title: T, content: [{ text: 'Ring {unit.phone}' }] }`).join('\n')}
    - use: privacy`;
  return `id: x-invitation
version: '1'
kind: invitation
programme: x
word: kallelse
label: { sv: x, en: x }
sv: ${text('Kallelse till x')}
en: ${text('Invitation to x')}
`;
}

function faultsOf(...contents: readonly string[]): string {
  const files = contents.map((content, i) => ({ name: `file${i}.yaml`, content }));
  try {
    readCatalogue(files, [COMMON]);
  } catch (error) {
    if (isProblem(error) && error.code === 'TEMPLATES_INVALID') return error.message;
    throw error;
  }
  return 'none';
}

const VALID = validYaml();

describe('reading templates', () => {
  it('takes a valid one, with its common parts expanded', () => {
    const catalogue = readCatalogue([{ name: 'x.yaml', content: VALID }], [COMMON]);
    expect(catalogue.ids).toEqual(['x-invitation']);
    expect(catalogue.get('x-invitation').text.sv.sections.at(-1)?.part).toBe('privacy');
  });

  it('has another hash when a common part changes', () => {
    const hash = (common: string): string =>
      readCatalogue([{ name: 'x.yaml', content: VALID }], [{ name: 'p', content: common }]).get(
        'x-invitation',
      ).hash;
    expect(hash(COMMON.content)).toBe(hash(`# a comment${COMMON.content}`));
    expect(hash(COMMON.content.replace('är ansvarig', 'svarar'))).not.toBe(hash(COMMON.content));
  });

  it('refuses an unknown id with the known ones', () => {
    const catalogue = readCatalogue([{ name: 'x.yaml', content: VALID }], [COMMON]);
    let problem: ProblemError | undefined;
    try {
      catalogue.get('x-invitatoin');
    } catch (error) {
      if (isProblem(error)) problem = error;
    }
    expect(problem?.code).toBe('TEMPLATE_UNKNOWN');
    expect(problem?.options.fix).toBe('Did you mean x-invitation? Known: x-invitation.');
  });
});

describe('a faulty template is refused with its path', () => {
  const swapped = (from: string, to: string): string => {
    if (!VALID.includes(from)) throw new Error(`the sample lacks ${from}`);
    return VALID.replace(from, to);
  };
  const block = (yaml: string): string =>
    VALID.replaceAll("{ part: cost, title: T, content: [{ text: 'Ring {unit.phone}' }] }", yaml);
  const cost = (content: string): string => block(`{ part: cost, title: T, content: [${content}] }`);
  const variables = (yaml: string, content: string): string => `${cost(content)}variables: ${yaml}\n`;

  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['broken YAML', 'id: [', /file0.yaml: line 1: is no valid YAML/],
    [
      'a missing language',
      VALID.slice(0, VALID.indexOf('en: \n')),
      /file0.yaml: en: the language is missing/,
    ],
    [
      'a missing part',
      VALID.replaceAll('part: cost', 'part: result'),
      /sv.sections: the standard part "cost" is missing/,
    ],
    ['an unknown part', swapped('part: cost', 'part: price'), /sv.sections\[4\].part: must be one of/],
    [
      'an unknown placeholder',
      cost("{ text: 'Hej {namn}' }"),
      /sv.sections\[4\].content\[0\]: unknown placeholder "{namn}"/,
    ],
    ['a lone brace', cost("{ text: 'Hej {namn' }"), /has a brace without its partner/],
    ['a bold text without end', cost("{ text: 'Hej **du' }"), /has \*\* without its partner/],
    ['an unknown key', cost("{ texte: 'Hej' }"), /content\[0\].texte: unknown key, did you mean "text"\?/],
    ['two kinds of block in one', cost("{ text: 'Hej', notice: 'Hå' }"), /must have one of text, notice/],
    [
      'an unknown common part',
      VALID.replaceAll('use: privacy', 'use: secrecy'),
      /"secrecy" is no common part \(privacy\)/,
    ],
    ['an unused variable', `${VALID}variables: { kit: { type: flag } }\n`, /variables.kit: is never used/],
    ['an unknown type', `${VALID}variables: { kit: { type: bool } }\n`, /variables.kit.type: must be one of/],
    [
      'a variable with a built-in name',
      `${VALID}variables: { region: { type: text } }\n`,
      /built-in placeholder/,
    ],
    [
      'a flag as text',
      variables('{ kit: { type: flag } }', "{ text: '{kit}' }"),
      /"{kit}" is a flag and has no text/,
    ],
    [
      'an optional variable outside its condition',
      variables('{ day: { type: day, optional: true } }', "{ text: '{day}' }"),
      /"{day}" may be absent: put it under "when: day"/,
    ],
    [
      'a place that must be given',
      variables('{ place: { type: text, reveals: place } }', "{ text: '{place}' }"),
      /reveals a place or time and must therefore be optional/,
    ],
    [
      'options both of the form and of its rows',
      cost('{ slip: { title: T, instruction: I, rows: [{ label: L }], options: [A], returnTo: R } }'),
      /slip.options: stand with the rows where these are written out/,
    ],
    [
      'a question with other boxes in one language',
      swapped(
        "part: cost, title: T, content: [{ text: 'Ring {unit.phone}' }]",
        'part: cost, title: T, content: [{ slip: { title: T, instruction: I, rows: [{ label: L, options: [A] }], returnTo: R } }]',
      ).replace(
        /(en:[^]*)part: cost, title: T, content: \[\{ text: 'Ring \{unit.phone\}' \}\]/,
        '$1part: cost, title: T, content: [{ slip: { title: T, instruction: I, rows: [{ label: L }], returnTo: R } }]',
      ),
      /en.sections\[4\]: differs from Swedish/,
    ],
    [
      'a questionnaire that calls itself by a word',
      VALID.replace('kind: invitation', 'kind: questionnaire'),
      /word: a questionnaire has none/,
    ],
    [
      'a condition that always holds',
      variables('{ day: { type: day } }', "{ text: '{day}', when: day }"),
      /the condition on "day" always has the same answer/,
    ],
    ['a condition on nothing', cost("{ text: 'Hej', when: kit }"), /names an unknown variable "kit"/],
    [
      'a heading without the word',
      swapped('Kallelse till x', 'Inbjudan till x'),
      /sv.heading: must hold the word "kallelse"/,
    ],
    ['a number as version', swapped("version: '1'", 'version: 1'), /version: must be a text/],
    [
      'languages that say different things',
      VALID.replace(/(en: [^]*?part: cost, title: T, content: \[)/, "$1{ text: 'More' }, "),
      /en.sections\[4\]: differs from Swedish/,
    ],
    [
      'an enquiry that names a programme',
      VALID.replace('kind: invitation', 'kind: organ-enquiry'),
      /programme: a letter of this kind has none/,
    ],
  ];

  it.each(cases)('%s', (_, yaml, message) => {
    expect(faultsOf(yaml)).toMatch(message);
  });

  it('tells the faults of all files at once', () => {
    const faults = faultsOf(cost("{ text: '{namn}' }"), 'id: [');
    expect(faults).toMatch(/file0.yaml.*unknown placeholder[^]*file1.yaml.*no valid YAML/);
  });

  it('finds an id that two files have', () => {
    expect(faultsOf(VALID, VALID)).toMatch(/file1.yaml: id: "x-invitation" is taken/);
  });
});
