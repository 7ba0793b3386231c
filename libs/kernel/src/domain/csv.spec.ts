import { csvCell, csvText } from './csv';

describe('a CSV cell', () => {
  it.each(['=1+1', '+46', '-x', '@sum', '\tx', '\rx'])('%j is no formula to a spreadsheet', (text) =>
    expect(csvCell(text)).toBe(`'${text}`),
  );

  it('is quoted where it would be split, by the separator that is used', () => {
    expect(csvCell('a,b')).toBe('"a,b"');
    expect(csvCell('a,b', ';')).toBe('a,b');
    expect(csvCell('a;b', ';')).toBe('"a;b"');
    expect(csvCell('say "no"\nnow')).toBe('"say ""no""\nnow"');
  });

  it('keeps a negative number a number', () => expect(csvCell(-0.5)).toBe('-0.5'));
});

it('a CSV text has a header and ends every line, with nothing for what is missing', () =>
  expect(
    csvText(
      ['a', 'b'],
      [
        [1, null],
        ['x', 'y'],
      ],
      ';',
    ),
  ).toBe('a;b\n1;\nx;y\n'));
