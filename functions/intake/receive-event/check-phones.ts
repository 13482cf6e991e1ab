import { type CountryCode, type PhoneNumberType, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** What a deployment's texts come from and where they arrive. */
export interface Texting {
  readonly originationNumber: string;
  /** ISO 3166-1 alpha-2. */
  readonly phoneCountries: readonly CountryCode[];
}

/** Why Vigil cannot page somebody at this number, without the number; undefined if nothing speaks against it. */
export const unfitPhone = (number: string, texting: Texting): string | undefined =>
  unfit(number, texting, unfitTypes, 'text');

/** Why Vigil cannot call somebody at this number: it may be a landline. */
export const unfitForCalls = (number: string, texting: Texting): string | undefined => {
  const { FIXED_LINE: _, ...costly } = unfitTypes;
  return unfit(number, texting, costly, 'call');
};

const unfit = (
  number: string,
  { originationNumber, phoneCountries }: Texting,
  types: UnfitTypes,
  verb: 'text' | 'call',
): string | undefined => {
  const phone = parsePhoneNumberFromString(number);
  if (phone === undefined || !(phone.isValid() || isFictional(number)))
    return 'is not a number that any country has given out';
  if (phone.number === originationNumber) return 'is the number that Vigil texts from';
  const type = phone.getType();
  if (type !== undefined && type in types)
    return `is ${String(types[type])}, not a ${verb === 'text' ? 'mobile ' : ''}phone`;
  // Some numbers may belong to several countries, and satellite phones belong to none.
  if (!phone.getPossibleCountries().some((country) => phoneCountries.includes(country)))
    return `is of a country that this deployment does not ${verb === 'text' ? 'text to' : 'call'} (phoneCountries: ${phoneCountries.join(', ')})`;
  return undefined;
};

/** Only types that are certain: in North America a landline cannot be told from a mobile phone, and toll-free numbers take texts. */
type UnfitTypes = { readonly [Type in PhoneNumberType]?: string };

const unfitTypes: UnfitTypes = {
  FIXED_LINE: 'a landline',
  PAGER: 'a pager',
  PREMIUM_RATE: 'a premium-rate number',
  SHARED_COST: 'a shared-cost number',
  UAN: 'a company-wide number',
};

/** Numbers for fiction (555-0100 to 555-0199) are no subscriber's, and demos and tests live on them. */
const isFictional = (number: string): boolean => /^\+1\d{3}55501\d\d$/.test(number);
