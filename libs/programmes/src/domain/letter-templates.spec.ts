import { parseDefinition } from '@kallelse/eligibility';
import { RULES } from '../../spec/rule-office';
import { unknownTemplates } from './letter-templates';

const KNOWN = new Set(['trial-invitation', 'trial-reminder', 'kit-replacement']);

function unknown(changes: object): readonly string[] {
  const parsed = parseDefinition({ ...RULES, ...changes });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return unknownTemplates(parsed.value, KNOWN).map(({ path, message }) => `${path}: ${message}`);
}

describe('the letters a definition names', () => {
  it('are all there, or each that is not is told with its path', () => {
    const [invitation] = RULES.steps;
    expect(unknown({})).toEqual([]);
    expect(
      unknown({
        steps: [
          { ...invitation, kit: 'fit' },
          { id: 'reminder-1', after: 'P60D', from: 'handed-over', template: 'trial-remindre' },
        ],
        kits: { fit: { template: 'entirely-different' } },
      }),
    ).toEqual([
      'steps[1].template: there is no letter template "trial-remindre"; did you mean "trial-reminder"?',
      'kits.fit.template: there is no letter template "entirely-different"; there are kit-replacement, trial-invitation, trial-reminder',
    ]);
  });
});
