/** Letters of other alphabets that look like Latin ones, each followed by what it looks like. */
const pairs =
  'аaаaвbсcԁdеeёeһhіiїiјjкkӏlмmнnоoрpԛqѕsтtуyүyѵvԝwхxґrгrαaβbεeηnιiκkνvοoρpσoτtυuχxωwɑaɡgɩiıiłlđdøoƅbϲcϳjßsՏsօoոnսuցgհhѡwꮓz';

const looksLike = new Map<string, string>();
for (let at = 0; at < pairs.length; at += 2) looksLike.set(pairs[at] as string, pairs[at + 1] as string);

const outsideAscii = /[\u0080-\uffff]/;
/** Marks over letters, and characters without width. */
const invisible = /[\p{M}\p{Cf}\u115f\u1160\u3164]/gu;

/**
 * A text in the Latin letters that it looks like: full-width forms, accents, letters of other alphabets and characters that
 * nobody sees. Gives a text of plain ASCII back as it is.
 */
export function withoutLookAlikes(text: string): string {
  if (!outsideAscii.test(text)) return text;
  let folded = '';
  for (const character of text.normalize('NFKD').replace(invisible, '')) {
    const lower = character.toLowerCase();
    folded += looksLike.get(lower) ?? character;
  }
  return folded;
}
