/** The ages that a programme's regulation or national programme names, both ends included, in years. */
export interface LegalAges {
  readonly min: number;
  readonly max: number;
  readonly source: string;
}

export const LEGAL_AGES: Readonly<Record<string, LegalAges>> = {
  breast: { min: 40, max: 74, source: 'HSLF-FS 2019:14, section 3' },
  cervical: { min: 23, max: 70, source: 'the national care programme for cervical cancer prevention' },
  colorectal: { min: 60, max: 74, source: 'the national care programme for colorectal cancer screening' },
  opt: { min: 50, max: 74, source: 'the regional programmes of organised prostate testing' },
};
