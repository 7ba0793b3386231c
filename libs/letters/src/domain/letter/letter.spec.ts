import { plainDate } from '@kallelse/kernel';
import { longDate, longDateWithWeekday } from './long-date';
import { addressLines, checkAddress } from './postal-address';
import { printable } from './printable';
import { joinList } from './values';

describe('long dates', () => {
  it('are written as the language writes them', () => {
    expect(longDate(plainDate('2026-11-24'), 'sv')).toBe('24 november 2026');
    expect(longDate(plainDate('2026-01-01'), 'en')).toBe('1 January 2026');
  });

  it.each([
    ['2026-11-24', 'tisdag 24 november 2026'],
    ['1970-01-01', 'torsdag 1 januari 1970'],
    ['1969-12-31', 'onsdag 31 december 1969'],
    ['2024-02-29', 'torsdag 29 februari 2024'],
    ['1900-01-01', 'måndag 1 januari 1900'],
  ])('%s has its weekday', (date, text) => {
    expect(longDateWithWeekday(plainDate(date), 'sv')).toBe(text);
  });
});

describe('address lines (SS 613401)', () => {
  it('stand in order, with spaced postcode and the town in capitals', () => {
    const recipient = {
      name: 'Kim Lind',
      careOf: 'Berg',
      address1: 'Gård 3',
      address2: 'Väg 1',
      postcode: '12345',
      city: 'Åmål',
    };
    expect(addressLines(recipient)).toEqual(['Kim Lind', 'c/o Berg', 'Gård 3', 'Väg 1', '123 45 ÅMÅL']);
  });

  it('have no empty line and c/o once', () => {
    const recipient = {
      name: 'Kim',
      careOf: 'C/O Berg',
      address1: ' ',
      address2: 'Väg 1',
      postcode: '123 45',
      city: 'Y',
    };
    expect(addressLines(recipient)).toEqual(['Kim', 'C/O Berg', 'Väg 1', '123 45 Y']);
  });

  it('end with the country when abroad, whose postcode stays as it is', () => {
    const recipient = {
      name: 'Kim',
      address1: 'Hauptstr. 1',
      postcode: '10115',
      city: 'Berlin',
      country: 'Tyskland',
    };
    expect(addressLines(recipient)).toEqual(['Kim', 'Hauptstr. 1', '10115 BERLIN', 'TYSKLAND']);
    expect(checkAddress({ ...recipient, postcode: '' }, 'ordinary')).toEqual([]);
  });

  it('are the name alone for a mediated letter, which needs no address', () => {
    expect(addressLines({ name: 'Kim', address1: 'Gata 1', city: 'Y' }, 'mediated')).toEqual(['Kim']);
    expect(checkAddress({ name: 'Kim' }, 'mediated')).toEqual([]);
  });

  it('take Sverige as no country', () => {
    expect(
      addressLines({ name: 'K', address1: 'G', postcode: '12345', city: 'Y', country: 'Sverige' }),
    ).toHaveLength(3);
  });
});

describe('printable text', () => {
  it('is composed, on one line and without invisible characters', () => {
    expect(printable('A\u030asa\t\n Lind\u200b\u202e')).toBe('Åsa Lind');
    expect(printable('Åsa Lind')).toBe('Åsa Lind');
  });

  it('shows a broken surrogate to the font check instead of losing it', () => {
    expect(printable('A\ud800')).toBe('A\ufffd');
  });
});

describe('lists in running text', () => {
  it('join with och and and', () => {
    expect(joinList(['a'], 'sv')).toBe('a');
    expect(joinList(['a', 'b', 'c'], 'sv')).toBe('a, b och c');
    expect(joinList(['a', 'b'], 'en')).toBe('a and b');
  });
});
