import type { TextRule } from './text-rule.js';

/** Thirteen to nineteen digits, together or in the groups that are printed on a card. */
const candidates =
  /(?<![\w.+:/-]|[\d] )(?:[2-6]\d{12,18}|[2-6]\d{3}([ -])\d{4}\1\d{4}\1\d{1,4}(?:\1\d{3})?|3\d{3}([ -])\d{6}\2\d{4,5})(?![\w-]|\.\d| \d)/g;

/** Issuers and the lengths of their numbers. */
const issuers =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|35\d{14}|6(?:011|5\d\d|4[4-9]\d)\d{12}|62\d{14,17}|(?:50|5[6-8]|6\d)\d{14})$/;

/** Whether a number is one of a payment card: known issuer, its length, and the check digit of ISO/IEC 7812 (Luhn). */
export function isCardNumber(digits: string): boolean {
  if (!issuers.test(digits)) return false;
  let sum = 0;
  for (let at = digits.length - 1, double = false; at >= 0; at -= 1, double = !double) {
    const digit = digits.charCodeAt(at) - 48;
    sum += double ? digit * 2 - (digit > 4 ? 9 : 0) : digit;
  }
  return sum % 10 === 0;
}

/** Numbers of payment cards in a text. */
export const cardNumbers: TextRule = {
  name: 'card-number',
  hint: '\\d{13}|\\d{4}[ -]\\d{4}[ -]\\d{4}|3\\d{3}[ -]\\d{6}[ -]',
  apply: (text, { mask }) =>
    text.replace(candidates, match =>
      isCardNumber(match.replace(/[ -]/g, '')) ? mask(match, 'card-number') : match,
    ),
};
