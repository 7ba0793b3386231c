import { isRefusal, normalNumber, readIdentity } from './identity-number';

describe('identity numbers', () => {
  it('accept a personnummer of twelve digits', () => {
    expect(readIdentity('personnummer', '199002222397', undefined)).toMatchObject({
      value: '199002222397',
      domain: '1.2.752.129.2.1.3.1',
    });
    expect(readIdentity('personnummer', '189002029800', undefined)).toMatchObject({ value: '189002029800' });
  });

  it('are stored without the sign people write before the birth number, letters in upper case', () => {
    expect(normalNumber('19900222-2397')).toBe('199002222397');
    expect(normalNumber('18900202+9800')).toBe('189002029800');
    expect(normalNumber('98240301aa06')).toBe('98240301AA06');
    expect(normalNumber('199002222397')).toBe('199002222397');
  });

  it.each([
    ['9002222397', 'identity-form'],
    ['199002222398', 'identity-check-digit'],
    ['199002302399', 'identity-date'],
    ['19900222T397', 'identity-form'],
    ['', 'identity-form'],
    ['199002822391', 'identity-type'],
  ])('refuse the personnummer %s as %s', (value, code) => {
    expect(readIdentity('personnummer', value, undefined)).toBe(code);
  });

  it('tell a samordningsnummer by its day and refuse one declared as the other', () => {
    const valid = [
      '197010632391',
      '197010632392',
      '197010632393',
      '197010632394',
      '197010632395',
      '197010632396',
      '197010632397',
      '197010632398',
      '197010632399',
      '197010632390',
    ].filter((value) => !isRefusal(readIdentity('samordningsnummer', value, undefined)));
    expect(valid).toHaveLength(1);
    expect(readIdentity('personnummer', valid[0] ?? '', undefined)).toBe('identity-type');
    expect(readIdentity('samordningsnummer', '199002222397', undefined)).toBe('identity-type');
  });

  it('ask for the domain of a reserve number that is not national', () => {
    expect(readIdentity('reservnummer', '98240301AA06', undefined)).toMatchObject({
      domain: '1.2.752.74.9.1',
    });
    expect(readIdentity('reservnummer', '991981000010', undefined)).toBe('identity-domain-missing');
    expect(readIdentity('reservnummer', '991981000010', '1.2.752.97.3.1.3')).toMatchObject({
      value: '991981000010',
    });
    expect(readIdentity('reservnummer', 'x y', '1.2.752.97.3.1.3')).toBe('identity-form');
    expect(readIdentity('personnummer', '199002222397', 'urn:other')).toBe('identity-domain');
  });
});
