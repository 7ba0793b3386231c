import { parseDefinition } from '@kallelse/eligibility';
import { plainDate } from '@kallelse/kernel';
import { loadCatalogue } from '@kallelse/letters';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { toLetterInput } from './letter-inputs';
import type { LetterRow } from './letter-rows';

const ROW: LetterRow = {
  ...{
    dispatch_id: 1,
    contact_id: 2,
    kind: 'invitation',
    step: 'invitation',
    template: 'colorectal-invitation',
  },
  ...{
    organs: [],
    programme: 'colorectal',
    definition_id: 3,
    valid_until: '2027-03-02',
    language: null,
    unit_id: 'u1',
  },
  ...{ given_names: 'Prov', family_name: 'Provsson', care_of: null, address1: 'Provgatan 1', address2: null },
  ...{
    postcode: '990 00',
    city: 'Provstad',
    country: null,
    number: null,
    birth_date: '1966-01-01',
    municipality: null,
  },
  ...{ replaces: null, booked_day: null, booked_time: null, booked_place: null },
};

function shippedDefinition(id: string, kitWith: string[] = []): object {
  const path = join(__dirname, '..', '..', '..', 'programmes', 'definitions', `${id}.yaml`);
  const document = parse(readFileSync(path, 'utf8')) as { steps: { id: string; kit?: string }[] };
  const steps = document.steps.map((step) => (kitWith.includes(step.id) ? { ...step, kit: 'fit' } : step));
  return { ...document, steps };
}

function valuesOf(row: Partial<LetterRow>, document: object): Readonly<Record<string, unknown>> {
  const parsed = parseDefinition(document);
  if (!parsed.ok) throw new Error('the definition is wrong');
  return toLetterInput({ ...ROW, ...row }, 'ordinary', {
    ...{
      letterDate: plainDate('2026-03-02'),
      languageUrl: 'https://www.1177.se',
      catalogue: loadCatalogue(),
    },
    ...{ definitions: new Map([[3, parsed.value]]), codes: new Map() },
  }).values;
}

describe('a letter is told', () => {
  it('until when its round is valid, and whether a kit comes with it, where its template asks', () => {
    expect(valuesOf({}, shippedDefinition('colorectal'))).toEqual({ validUntil: '2027-03-02' });
    const reminder = { step: 'reminder-1', template: 'colorectal-reminder' };
    const values = (kitWith: string[]) => valuesOf(reminder, shippedDefinition('colorectal', kitWith));
    expect(values(['reminder-1'])).toEqual({ validUntil: '2027-03-02', kit: true });
    expect(values([])).toEqual({ validUntil: '2027-03-02', kit: false });
  });

  it('the time of its round', () => {
    const booked = { booked_day: '2026-03-20', booked_time: '09:40', booked_place: 'Mammografin' };
    expect(valuesOf({ ...booked, template: 'breast-invitation' }, shippedDefinition('breast'))).toMatchObject(
      {
        bookedDay: '2026-03-20',
        bookedTime: '09:40',
        bookedPlace: 'Mammografin',
      },
    );
  });

  it.each([
    ['unusable', { unusable: true, expired: false, lost: false }],
    ['expired', { unusable: false, expired: true, lost: false }],
    ['returned', { unusable: false, expired: false, lost: true }],
  ])('why a kit takes the place of one that was %s', (replaces, values) => {
    const row = {
      kind: 'replacement',
      step: 'kit-replacement',
      template: 'kit-replacement',
      replaces,
    } as const;
    expect(valuesOf(row, shippedDefinition('colorectal'))).toMatchObject(values);
  });
});
