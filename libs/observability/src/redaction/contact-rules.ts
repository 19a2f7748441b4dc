import { patternRule, type TextRule } from './text-rule.js';

/** Addresses of e-mail; the length of each part is bounded as RFC 5321 has it. */
export const emailAddresses: TextRule = patternRule(
  'email',
  '@',
  /(?<![\w.+-])[\w.+!#$%&'*/=?^`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}(?![\w-])/gi,
);

/** Phone numbers in international form, with spaces, dots, hyphens and brackets between the digits. */
export const phoneNumbers: TextRule = {
  name: 'phone',
  hint: '\\+\\s?\\d|\\b00\\d|\\(\\d{2,5}\\)|\\d{3}[ .-]\\d{3}[ .-]\\d{4}',
  apply: (text, { mask }) =>
    text.replace(
      /(?<![\w.+])(?:(?:\+|00)\d{1,3}[ .-]?(?:\(\d{1,5}\)[ .-]?)?\d(?:[ .-]?\d){5,12}|\(\d{2,5}\) ?\d(?:[ .-]?\d){4,9}|\d{3}[ .-]\d{3}[ .-]\d{4})(?![\w-])/g,
      match => mask(match, 'phone'),
    ),
};
