import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { everyLetter, letter, UNIT } from '../../spec/samples';
import { renderMessage } from './render-message';

const UNITS = { office: UNIT };
/** The elements that 1177 takes (AddMessage 2.0). */
const SUBSET = new Set([
  ...['article', 'section', 'title', 'para', 'emphasis', 'itemizedlist', 'listitem', 'ulink'],
  ...['variablelist', 'varlistentry', 'term'],
]);

/** The element names of a document; throws when it is not well-formed. */
function elementsOf(xml: string): ReadonlySet<string> {
  const names = new Set<string>();
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name }) => names.add(name));
  parser.write(xml).close();
  return names;
}

function messageOf(input: ReturnType<typeof letter>): {
  docBook: string;
  plainText: string;
  subject: string;
} {
  const made = renderMessage(input, UNITS);
  if ('held' in made) throw new Error(JSON.stringify(made.held));
  return made.message;
}

describe('a 1177 message', () => {
  it.each(everyLetter().map((input) => [`${input.templateId} ${input.language}`, input] as const))(
    '%s is well-formed, in the subset, and names sender, purpose and where to ask',
    (_, input) => {
      const { docBook, plainText, subject } = messageOf(input);
      for (const name of elementsOf(docBook)) expect(SUBSET).toContain(name);
      for (const text of [docBook, plainText]) {
        expect(text).toContain(UNIT.name);
        expect(text).toContain(subject);
        expect(text.replaceAll('\u00a0', ' ')).toContain(UNIT.phone);
      }
      expect(plainText).not.toMatch(/[{}]|\*\*|undefined/);
    },
  );

  it('does not speak of paper', () => {
    for (const input of everyLetter()) {
      const { plainText } = messageOf(input);
      expect(plainText).not.toMatch(
        /följer med brevet|comes with this letter|Svarstalong|Reply form|(?:mot|skanna) koden|(?:at|scan) the code/,
      );
    }
  });

  it('marks a booked time as a list of facts and escapes what a value holds', () => {
    const values = { bookedDay: '2026-12-15', bookedTime: '09:40', bookedPlace: 'A <b> & "c"' };
    const { docBook } = messageOf(letter({ templateId: 'breast-invitation', values }));
    expect(docBook).toContain('<term>Tid:</term><listitem><para>kl. 09.40</para></listitem>');
    expect(docBook).toContain('A &#60;b&#62; &#38; &#34;c&#34;');
  });

  it('tells no place and no time in the mediated variant', () => {
    const values = { bookedDay: '2026-12-15', bookedTime: '09:40', bookedPlace: 'Sjukhuset' };
    const { plainText } = messageOf(letter({ templateId: 'breast-invitation', variant: 'mediated', values }));
    expect(plainText).not.toMatch(/december|09.40|Sjukhuset/);
  });

  it('is held, not thrown, when a value is missing', () => {
    expect(renderMessage(letter({ templateId: 'organ-enquiry' }), UNITS)).toEqual({
      held: {
        dispatchId: 1000231,
        problems: ['organs', 'code'].map((name) => ({ code: 'value-missing', field: `values.${name}` })),
      },
    });
    expect(renderMessage(letter({ unit: 'x' }), UNITS)).toHaveProperty('held');
  });

  it('stays well-formed whatever a value holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (place) => {
        // A value keeps at least one letter, so that it is always sent.
        const values = { bookedDay: '2026-12-15', bookedTime: '09:40', bookedPlace: `A${place}\ufffe` };
        const made = renderMessage(letter({ templateId: 'breast-invitation', values }), UNITS);
        if (!('message' in made)) throw new Error('held');
        elementsOf(made.message.docBook);
      }),
      { seed: 20261126, numRuns: 300 },
    );
  });
});
