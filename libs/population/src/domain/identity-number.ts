import { parseDay } from '@kallelse/kernel';
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

const TWELVE = /^(?:18|19|20)\d{10}$/;
const DOMAIN = /^[A-Za-z0-9][A-Za-z0-9.:/_-]{0,199}$/;
const LOCAL_RESERVE = /^[0-9A-Za-z-]{4,40}$/;
/** The national reserve number: twelve characters, two of them letters without I, O, Q, V and W. */
const NATIONAL_RESERVE = /^\d{8}[A-HJ-NPR-UXYZ]{2}\d{2}$/;

/**
 * Reads a number of a type: digits only, check digit and date right (personnummer and samordningsnummer by the library of
 * that name), twelve digits as Navet writes them. What the digits say of a person's sex is never read.
 */
export function readIdentity(
  type: IdentityType,
  value: string,
  domain: string | undefined,
): IdentityNumber | IdentityRefusal {
  if (domain !== undefined && !DOMAIN.test(domain)) return 'identity-domain';
  if (type === 'reservnummer') return readReserve(value, domain);
  if (domain !== undefined && domain !== NATIONAL_DOMAINS[type]) return 'identity-domain';
  const digits = value.replace(/[-+]/, '');
  const refusal = checkNational(type, digits);
  return refusal ?? { type, domain: NATIONAL_DOMAINS[type], value: digits };
}

function checkNational(
  type: 'personnummer' | 'samordningsnummer',
  digits: string,
): IdentityRefusal | undefined {
  if (!TWELVE.test(digits)) return 'identity-form';
  const coordination = digits.charCodeAt(6) >= 54;
  if (coordination !== (type === 'samordningsnummer')) return 'identity-type';
  const day = Number(digits.slice(6, 8)) - (coordination ? 60 : 0);
  const date = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${String(day).padStart(2, '0')}`;
  if (parseDay(date) === undefined) return 'identity-date';
  const options = { allowCoordinationNumber: coordination, allowInterimNumber: false };
  return Personnummer.valid(digits, options) ? undefined : 'identity-check-digit';
}

function readReserve(value: string, domain: string | undefined): IdentityNumber | IdentityRefusal {
  if (domain !== undefined && domain !== NATIONAL_DOMAINS.reservnummer) {
    return LOCAL_RESERVE.test(value)
      ? { type: 'reservnummer', domain, value: value.toUpperCase() }
      : 'identity-form';
  }
  if (NATIONAL_RESERVE.test(value))
    return { type: 'reservnummer', domain: NATIONAL_DOMAINS.reservnummer, value };
  return domain === undefined ? 'identity-domain-missing' : 'identity-form';
}

export function isRefusal(result: IdentityNumber | IdentityRefusal): result is IdentityRefusal {
  return typeof result === 'string';
}
