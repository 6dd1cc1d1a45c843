/** Letters and digits in their full-width forms, and the signs of addresses, which would hide these from the rules. */
const fullWidth = /[\uFF01-\uFF5E]/g;
/** Codes of terminals (ECMA-48, control sequences), which would leave their letters behind. */
const terminalCodes = /(?!\s)\p{Cc}\[[0-?]{0,16}[ -/]{0,4}[@-~]/gu;

/**
 * Makes untrusted text fit for a prompt: removes control, zero-width, bidirectional and other invisible characters and
 * lone surrogates; replaces links, e-mail addresses and long numbers (phones, cards) by a placeholder; joins white
 * space, and cuts at a word boundary to at most `maxCharacters`. Names of persons and postal addresses are beyond rules
 * like these: they stay.
 */
export function cleanText(text: string, maxCharacters: number): string {
  const plain = redact(visible(text)).replace(/\s+/g, ' ').trim();
  if (plain.length <= maxCharacters) return plain;
  const cut = plain.slice(0, maxCharacters).replace(/[\uD800-\uDBFF]$/, '');
  const space = cut.lastIndexOf(' ');
  return space > maxCharacters / 2 ? cut.slice(0, space) : cut;
}

/**
 * Says whether a text holds what {@link cleanText} replaces: a link, an e-mail address or a long number, also one that
 * invisible characters break.
 */
export function holdsContact(text: string): boolean {
  const plain = visible(text);
  return redact(plain) !== narrow(plain);
}

function visible(text: string): string {
  return (
    text
      .replace(terminalCodes, '')
      // Without the byte order mark, which counts as white space and has no width.
      .replace(/(?!\uFEFF)\s/g, ' ')
      // Removed, not replaced: what stands between the parts of an address must not save it from the rules below. The
      // last class has variation selectors and blank fillers, which can carry hidden text.
      .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu, '')
  );
}

/** Replaces contacts. All repeats are bounded, so that it stays linear on hostile input. */
function redact(text: string): string {
  return (
    narrow(text)
      .replace(/\b(?:[a-z][a-z\d+.-]{1,15}:\/\/|www\.|mailto:)\S+/gi, '[link]')
      .replace(
        /[\p{L}\p{N}_.+-]{1,64}\s?(?:@|\((?:at)\)|\[(?:at)\])\s?[\p{L}\p{N}-]{1,63}(?:[.\u3002\uFF61][\p{L}\p{N}-]{1,63})+/giu,
        '[email]',
      )
      // Without a scheme, those of the best-known domains, and those of all others where a path follows.
      .replace(
        /\b(?:[a-z\d-]{1,63}\.){1,4}(?:(?:com|org|net|info|biz)\b(?:\/\S*)?|[a-z]{2,24}\/[^\s/]\S*)/gi,
        '[link]',
      )
      .replace(/\+?\p{Nd}(?:[\s()./\u2010-\u2015-]{0,3}\p{Nd}){8,}/gu, '[number]')
  );
}

function narrow(text: string): string {
  return text.replace(fullWidth, (character) => {
    const ascii = String.fromCharCode(character.charCodeAt(0) - 0xfee0);
    return /[\w@./:+-]/.test(ascii) ? ascii : character;
  });
}
