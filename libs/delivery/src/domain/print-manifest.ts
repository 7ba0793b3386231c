/** One letter of a print run, for the supplier: where it lies in the file and how it is posted. */
export interface ManifestLetter {
  readonly dispatchId: number;
  readonly firstPage: number;
  readonly lastPage: number;
  readonly sheets: number;
  readonly template: string;
  readonly templateVersion: string;
  readonly postageClass: PostageClass;
}

/** `B`: economy, the standing choice for letters that are not urgent. */
export type PostageClass = 'B';

/** What goes with the files of a print run. No personal data: letters are named by their dispatch. */
export interface PrintManifest {
  readonly run: string;
  readonly stream: 'paper' | 'mediated' | 'outreach';
  readonly date: string;
  readonly letters: readonly ManifestLetter[];
  readonly files: readonly {
    readonly name: string;
    readonly sha256: string;
    readonly bytes: number;
    readonly pages: number | null;
  }[];
  readonly totals: { readonly letters: number; readonly pages: number; readonly sheets: number };
}

const COLUMNS = [
  'dispatch',
  'file',
  'first_page',
  'last_page',
  'sheets',
  'template',
  'template_version',
  'postage_class',
  'sha256',
];

/** The manifest as CSV; one row a letter, the hash of its file on each. */
export function manifestCsv({ letters, files }: PrintManifest): string {
  const [file] = files;
  const rows = letters.map((letter) =>
    [
      ...[letter.dispatchId, file?.name ?? '', letter.firstPage, letter.lastPage, letter.sheets],
      ...[letter.template, letter.templateVersion, letter.postageClass, file?.sha256 ?? ''],
    ].join(','),
  );
  return [COLUMNS.join(','), ...rows, ''].join('\n');
}

export function manifestJson(manifest: PrintManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
