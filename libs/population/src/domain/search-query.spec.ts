import { plainDate } from '@kallelse/kernel';
import { readSearchQuery } from './search-query';

const today = plainDate('2026-11-26');
const numbers = (text: string): readonly string[] | undefined => readSearchQuery(text, today)?.numbers;

it.each([
  ['twelve digits', '198005059809'],
  ['a sign before the birth number', '19800505-9809'],
  ['spaces', ' 19800505 9809 '],
  ['ten digits', '8005059809'],
  ['ten digits with a hyphen', '800505-9809'],
])('finds one number written with %s', (_, text) => {
  expect(numbers(text)).toContain('198005059809');
});

it('reads the century from the sign: a plus from the year in which one turns 100', () => {
  expect(numbers('200505-9800')).toContain('202005059800');
  expect(numbers('200505-9800')).not.toContain('192005059800');
  expect(numbers('200505+9800')).toContain('192005059800');
  expect(numbers('200505+9800')).not.toContain('202005059800');
});

it('asks for both centuries where neither digits nor sign tell', () => {
  expect(numbers('2005059800')).toEqual(expect.arrayContaining(['202005059800', '192005059800']));
  expect(numbers('2705059800')).not.toContain('202705059800');
});

it('keeps a reserve number, in upper case and as it was typed', () => {
  expect(numbers('2119800505tf')).toEqual(['2119800505tf', '2119800505TF']);
  expect(numbers('SE-4711')).toEqual(['SE-4711']);
});

it('takes text without a digit for words of a name', () => {
  expect(readSearchQuery('Ann-Marie  af Ström', today)).toEqual({
    numbers: [],
    words: ['Ann', 'Marie', 'af', 'Ström'],
  });
});

it.each(['', '  ', 'a', '- a .'])('looks for nothing with %p', (text) => {
  expect(readSearchQuery(text, today)).toBeUndefined();
});
