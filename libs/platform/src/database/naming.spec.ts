import { SnakeCaseNaming } from './naming';

describe('names in the database', () => {
  const naming = new SnakeCaseNaming();

  it('are snake_case without the word Entity', () => {
    expect(naming.tableName('ResidentFactsEntity', undefined)).toBe('resident_facts');
    expect(naming.tableName('ResidentEntity', 'residents')).toBe('residents');
    expect(naming.columnName('birthDate', undefined, [])).toBe('birth_date');
    expect(naming.columnName('hsaId', undefined, ['visitingAddress'])).toBe('visiting_address_hsa_id');
    expect(naming.columnName('PDFPages2Up', undefined, [])).toBe('pdf_pages2_up');
    expect(naming.joinColumnName('programmeVersion', 'id')).toBe('programme_version_id');
    expect(naming.relationName('openEpisode')).toBe('open_episode');
    expect(naming.joinTableColumnName('unit', 'programmeId')).toBe('unit_programme_id');
  });
});
