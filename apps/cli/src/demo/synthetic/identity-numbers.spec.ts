import { dayOf } from '@kallelse/kernel';
import Personnummer from 'personnummer';
import {
  birthNumber,
  personnummer,
  RESERVE_DOMAIN,
  reservnummer,
  samordningsnummer,
} from './identity-numbers';

const born = dayOf(1987, 2, 3);

describe('identity numbers', () => {
  it('have the check digit that the register gives them', () => {
    // 900101980 by Luhn's weights: 9+0+0+1+0+1+9+8+0 = 28, and 2 makes it 30.
    expect(personnummer(dayOf(1990, 1, 1), 980).value).toBe('199001019802');
    for (let number = 980; number <= 999; number++) {
      expect(Personnummer.valid(personnummer(born, number).value)).toBe(true);
      expect(Personnummer.valid(samordningsnummer(born, number).value)).toBe(true);
    }
  });

  it('raise the day of a samordningsnummer by 60', () => {
    expect(samordningsnummer(born, 980).value.slice(0, 11)).toBe('19870263980');
    expect(samordningsnummer(born, 980).type).toBe('samordningsnummer');
  });

  it('come from the test series, ten even and ten odd', () => {
    const places = Array.from({ length: 10 }, (_, i) => i);
    const female = places.map((place) => birthNumber('female', place));
    const male = places.map((place) => birthNumber('male', place));
    expect(new Set([...female, ...male]).size).toBe(20);
    expect([Math.min(...female, ...male), Math.max(...female, ...male)]).toEqual([980, 999]);
    expect(female.every((number) => number % 2 === 0)).toBe(true);
    expect(male.every((number) => number % 2 === 1)).toBe(true);
  });

  it('give a reserve number its domain', () => {
    expect(reservnummer(42)).toEqual({ type: 'reservnummer', value: 'S000000042', domain: RESERVE_DOMAIN });
  });
});
