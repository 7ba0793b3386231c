import { warningsText } from './programme-text';

describe('warnings of a valid definition', () => {
  it('are one line each, with path, words and source, and nothing where there are none', () => {
    expect(warningsText([])).toBe('');
    expect(
      warningsText([
        { code: 'legal-age', path: 'eligibility.all[1]', message: 'reaches too far', source: 'HSLF-FS' },
        { code: 'overlap', path: 'schedule.next[1].when', message: 'meets another' },
      ]),
    ).toBe(
      'warning: eligibility.all[1]: reaches too far (HSLF-FS)\nwarning: schedule.next[1].when: meets another\n',
    );
  });
});
