/** The scripts of most of the world's texts; Japanese mixes three, of which Chinese has one. */
const scripts: readonly RegExp[] = [
  /\p{Script=Latin}/gu,
  /\p{Script=Greek}/gu,
  /\p{Script=Cyrillic}/gu,
  /\p{Script=Armenian}/gu,
  /\p{Script=Georgian}/gu,
  /\p{Script=Hebrew}/gu,
  /\p{Script=Arabic}/gu,
  /\p{Script=Devanagari}/gu,
  /\p{Script=Bengali}/gu,
  /\p{Script=Tamil}/gu,
  /\p{Script=Telugu}/gu,
  /\p{Script=Thai}/gu,
  /\p{Script=Hangul}/gu,
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu,
];

/**
 * Says whether most letters of a text are of scripts that another text has no letter of: a model that slips into Chinese,
 * say. Languages of one script look alike to it.
 */
export function isForeignScript(text: string, known: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const foreign = scripts.reduce((sum, script) => {
    const found = text.match(script)?.length ?? 0;
    return found > 0 && known.search(script) < 0 ? sum + found : sum;
  }, 0);
  return foreign > letters / 2;
}
