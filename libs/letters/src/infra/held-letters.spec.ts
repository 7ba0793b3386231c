import { isProblem } from '@kallelse/kernel';
import { everyLetter, letter, options, RECIPIENT, render, UNIT } from '../../spec/samples';
import { type LetterInput } from '../domain/letter/letter-input';

// Sets real type in thousands of lines; a busy machine takes its time.
jest.setTimeout(60_000);

describe('letters that cannot be sent', () => {
  const cases: readonly (readonly [string, Partial<LetterInput>, string])[] = [
    ['a name the font lacks', { recipient: { ...RECIPIENT, name: '李小龙' } }, 'unprintable-character'],
    ['no name', { recipient: { ...RECIPIENT, name: ' ' } }, 'name-missing'],
    ['no street', { recipient: { name: 'A', postcode: '12345', city: 'B' } }, 'address-line-missing'],
    ['no postcode', { recipient: { name: 'A', address1: 'Gata 1', city: 'B' } }, 'postcode-missing'],
    ['a short postcode', { recipient: { ...RECIPIENT, postcode: '1234' } }, 'postcode-malformed'],
    ['no town', { recipient: { name: 'A', address1: 'Gata 1', postcode: '12345' } }, 'city-missing'],
    ['a huge name', { recipient: { ...RECIPIENT, name: 'Å'.repeat(199) } }, 'address-too-large'],
    ['an unknown unit', { unit: '__proto__' }, 'unit-unknown'],
    ['a value of a wrong type', { values: { kit: 'yes' } }, 'value-invalid'],
    ['an undeclared value', { values: { x: 1 } }, 'value-unknown'],
    ['a missing value', { templateId: 'organ-enquiry' }, 'value-missing'],
    ['a language page that is no web address', { languageUrl: 'java script' }, 'language-url-invalid'],
  ];

  it.each(cases)('%s: is held with a reason, the others are printed', async (_, overrides, code) => {
    const bad = letter({ dispatchId: 2, ...overrides });
    const { result } = await render([letter({ dispatchId: 1 }), bad, letter({ dispatchId: 3 })]);
    expect(result.letters.map(({ dispatchId }) => dispatchId)).toEqual([1, 3]);
    expect(result.held.map(({ dispatchId }) => dispatchId)).toEqual([2]);
    expect(result.held[0]?.problems.map((problem) => problem.code)).toContain(code);
    expect(JSON.stringify(result.held)).not.toContain(
      bad.recipient.name === ' ' ? 'Åström' : bad.recipient.name + '"',
    );
  });

  it('holds a dispatch that comes twice', async () => {
    const { result } = await render([letter(), letter()]);
    expect(result.letters).toHaveLength(1);
    expect(result.held[0]?.problems).toEqual([{ code: 'dispatch-repeated' }]);
  });

  it('holds letters of a unit that lacks what the letter says', async () => {
    const run = options({ units: { office: { ...UNIT, phone: '', costText: { sv: '', en: '' } } } });
    const { result } = await render([letter({ templateId: 'opt-invitation' })], run);
    expect(result.held[0]?.problems).toEqual([
      { code: 'unit-incomplete', field: 'unit.phone' },
      { code: 'unit-incomplete', field: 'unit.costText' },
    ]);
  });

  it('holds letters of a unit whose name does not fit in the header', async () => {
    const run = options({ units: { office: { ...UNIT, name: 'Kansli '.repeat(60) } } });
    const { result } = await render([letter()], run);
    expect(result.held[0]?.problems).toEqual([{ code: 'unit-text-too-long', field: 'unit' }]);
  });

  it('holds a letter of more sheets than the supplier takes', async () => {
    const { result } = await render([letter()], options({ layout: { duplex: false, maxSheets: 1 } }));
    expect(result.held[0]?.problems).toEqual([{ code: 'too-many-sheets' }]);
    expect(result.pages).toBe(0);
  });

  it('reports a letter that is larger than the supplier takes', async () => {
    const { result } = await render([letter()], options({ layout: { maxBytesPerLetter: 50_000 } }));
    expect(result.tooLarge).toEqual([{ dispatchId: 1000231, problems: [{ code: 'letter-too-large' }] }]);
  });

  it('refuses an unknown template with the ids there are', async () => {
    const failure: unknown = await render([letter({ templateId: 'cervical-invitatoin' })]).catch(
      (error: unknown) => error,
    );
    expect(isProblem(failure) && failure.code).toBe('TEMPLATE_UNKNOWN');
    expect(isProblem(failure) && failure.options.fix).toMatch(/cervical-invitation.*organ-enquiry/);
  });
});

describe('the size that a letter would have alone', () => {
  it('is estimated above what it is, and not by more than the allowance', async () => {
    const { result } = await render(everyLetter());
    for (const input of everyLetter().slice(0, 4)) {
      const alone = await render([input]);
      const estimate = result.letters.find(({ dispatchId }) => dispatchId === input.dispatchId)?.bytes ?? 0;
      expect(estimate).toBeGreaterThanOrEqual(alone.result.bytes);
      expect(estimate).toBeLessThan(alone.result.bytes + 60_000);
    }
  });
});
