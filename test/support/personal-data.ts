import { readFileSync } from 'node:fs';
import { parse } from 'papaparse';

/** What must be found nowhere: every identity number, family name and street of a register extract. */
export class PersonalData {
  private constructor(
    private readonly numbers: ReadonlySet<string>,
    private readonly names: ReadonlySet<string>,
    private readonly streets: ReadonlySet<string>,
  ) {}

  /** Of a residents.csv, as an office receives it. */
  static of(path: string): PersonalData {
    const { data } = parse<Readonly<Record<string, string>>>(readFileSync(path, 'utf8'), {
      header: true,
      skipEmptyLines: true,
    });
    const cells = (column: string): string[] => data.flatMap((row) => (row[column] ? [row[column]] : []));
    const identities = cells('identity');
    return new PersonalData(
      new Set([...identities, ...identities.filter((one) => one.length === 12).map((one) => one.slice(2))]),
      new Set(cells('family_name').filter((name) => name.length > 3)),
      new Set([...cells('address1'), ...cells('special_address1')].filter((street) => /\d/.test(street))),
    );
  }

  /** Which kinds of personal data stand in a text; never the values, so that no report repeats them. */
  kindsIn(text: string): string[] {
    const some = (pattern: RegExp, known: ReadonlySet<string>): boolean =>
      [...text.matchAll(pattern)].some(([found]) => known.has(found));
    const streets = [...text.matchAll(/\p{Lu}[\p{L} .]+ \d+/gu)].map(([found]) => found);
    return [
      ...(some(/S?\d{9,12}/g, this.numbers) || this.numbers.has(text.replaceAll('-', '')) ? ['number'] : []),
      ...(some(/[\p{L}'-]+/gu, this.names) ? ['name'] : []),
      ...(streets.some((found) => [...this.streets].some((street) => found.endsWith(street)))
        ? ['street']
        : []),
    ];
  }
}
