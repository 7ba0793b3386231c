import { daysInMonth } from '@kallelse/kernel';
import Personnummer from 'personnummer';

export const IDENTITY_TYPES = ['personnummer', 'samordningsnummer', 'reservnummer'] as const;
export type IdentityType = (typeof IDENTITY_TYPES)[number];

/** One number of a resident's identity chain: unique by all three. */
export interface IdentityNumber {
  readonly type: IdentityType;
  /** An OID or URI that says who gives the number. */
  readonly domain: string;
  readonly value: string;
}

/** Who gives the national numbers (Inera, OID register): the default domain of each type. */
export const NATIONAL_DOMAINS: Readonly<Record<IdentityType, string>> = {
  personnummer: '1.2.752.129.2.1.3.1',
  samordningsnummer: '1.2.752.129.2.1.3.3',
  reservnummer: '1.2.752.74.9.1',
};

/** Why a number is refused. */
export type IdentityRefusal =
  | 'identity-form'
  | 'identity-date'
  | 'identity-check-digit'
  | 'identity-type'
  | 'identity-domain-missing'
  | 'identity-domain';

const DOMAIN = /^[A-Za-z0-9][A-Za-z0-9.:/_-]{0,199}$/;
const LOCAL_RESERVE = /^[0-9A-Za-z-]{4,40}$/;
/** The national reserve number: twelve characters, two of them letters without I, O, Q, V and W; it begins with no year of birth. */
const NATIONAL_RESERVE = /^(?!1[89]|20)\d{8}[A-HJ-NPR-UXYZ]{2}\d{2}$/;

/**
 * Reads a number of a type, as {@link normalNumber} writes it: twelve digits as Navet has them, check digit and date
 * right (the check digit by the library `personnummer`). What the digits say of a person's sex is never read.
 */
export function readIdentity(
  type: IdentityType,
  value: string,
  domain: string | undefined,
): IdentityNumber | IdentityRefusal {
  if (domain !== undefined && !DOMAIN.test(domain)) return 'identity-domain';
  if (type === 'reservnummer') return readReserve(value, domain);
  if (domain !== undefined && domain !== NATIONAL_DOMAINS[type]) return 'identity-domain';
  return checkNational(type, value) ?? { type, domain: NATIONAL_DOMAINS[type], value };
}

/** A number as it is stored: without the sign that people write before the birth number, letters in upper case. */
export function normalNumber(value: string): string {
  const sign = value.length === 13 ? value.charAt(8) : '';
  const unsigned = sign === '-' || sign === '+' ? value.slice(0, 8) + value.slice(9) : value;
  return SMALL.test(unsigned) ? unsigned.toUpperCase() : unsigned;
}

const SMALL = /[a-z]/;

/** Days of a samordningsnummer are moved by this. */
const COORDINATION = 60;

function checkNational(
  type: 'personnummer' | 'samordningsnummer',
  text: string,
): IdentityRefusal | undefined {
  if (text.length !== 12) return 'identity-form';
  for (let i = 0; i < 12; i++) if (!(digit(text, i) <= 9)) return 'identity-form';
  const year = number(text, 0, 4);
  const month = number(text, 4, 6);
  const day = number(text, 6, 8);
  if (year < 1800 || year > 2099) return 'identity-form';
  const coordination = day >= COORDINATION;
  if (coordination !== (type === 'samordningsnummer')) return 'identity-type';
  const dayOfMonth = coordination ? day - COORDINATION : day;
  if (month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > daysInMonth(year, month))
    return 'identity-date';
  const options = { allowCoordinationNumber: coordination, allowInterimNumber: false };
  return Personnummer.valid(text, options) ? undefined : 'identity-check-digit';
}

function number(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) value = value * 10 + digit(text, i);
  return value;
}

/** NaN-free: what is no digit is above 9. */
function digit(text: string, index: number): number {
  const value = text.charCodeAt(index) - 48;
  return value < 0 ? 10 : value;
}

function readReserve(value: string, domain: string | undefined): IdentityNumber | IdentityRefusal {
  if (domain !== undefined && domain !== NATIONAL_DOMAINS.reservnummer) {
    return LOCAL_RESERVE.test(value) ? { type: 'reservnummer', domain, value } : 'identity-form';
  }
  if (NATIONAL_RESERVE.test(value))
    return { type: 'reservnummer', domain: NATIONAL_DOMAINS.reservnummer, value };
  return domain === undefined ? 'identity-domain-missing' : 'identity-form';
}

export function isRefusal(result: IdentityNumber | IdentityRefusal): result is IdentityRefusal {
  return typeof result === 'string';
}
