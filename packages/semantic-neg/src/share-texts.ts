/** One positive: its users, and the texts that could be made for them. */
export interface SharingGroup {
  readonly members: number;
  readonly candidates: number;
  /** Says how well a candidate's text suits a member; 0 at worst, finite. */
  suits(member: number, candidate: number): number;
}

/** What {@link shareTexts} chose for a group. */
export interface SharedTexts {
  /** Candidates to make, in the order in which they were chosen; empty where the budget did not reach. */
  readonly chosen: readonly number[];
  /** `[members]`: index into `chosen`; -1 where nothing was chosen. */
  readonly choice: Int32Array;
}

/**
 * Divides a budget of texts over groups whose members can share them. Every group gets one text before any gets two,
 * groups with more members first; then each further text goes where it raises the summed suitability most. Within a
 * group texts are chosen greedily (facility location, whose gains never grow, which is what makes merging the
 * groups' sequences right). Ties go to the lower index.
 */
export function shareTexts(groups: readonly SharingGroup[], budget: number): SharedTexts[] {
  const tables = groups.map(suitabilityTable);
  const sequences = groups.map((group, index) => greedySequence(group, tables[index], budget));
  const first = groups.map((_, index) => index).filter((index) => sequences[index].length > 0);
  first.sort((one, other) => groups[other].members - groups[one].members || one - other);
  const counts = new Int32Array(groups.length);
  for (const index of first.slice(0, budget)) counts[index] = 1;

  const further = first
    .slice(0, budget)
    .flatMap((index) => sequences[index].slice(1).map(({ gain }) => ({ index, gain })));
  further.sort((one, other) => other.gain - one.gain || one.index - other.index);
  for (const { index } of further.slice(0, Math.max(0, budget - first.length))) counts[index]++;

  return groups.map((group, index) => {
    const chosen = sequences[index].slice(0, counts[index]).map(({ candidate }) => candidate);
    const choice = Int32Array.from({ length: group.members }, (_, member) =>
      bestOf(group, tables[index], member, chosen),
    );
    return { chosen, choice };
  });
}

/** `[members, candidates]` */
function suitabilityTable({ members, candidates, suits }: SharingGroup): Float64Array {
  const table = new Float64Array(members * candidates);
  for (let cell = 0; cell < table.length; cell++) {
    table[cell] = suits(Math.floor(cell / candidates), cell % candidates);
  }
  return table;
}

/** Chooses candidates one after another, each with the largest gain, until none gains anything. */
function greedySequence(
  { members, candidates }: SharingGroup,
  table: Float64Array,
  most: number,
): { candidate: number; gain: number }[] {
  const best = new Float64Array(members);
  const sequence: { candidate: number; gain: number }[] = [];
  if (members === 0) return sequence;
  const left = new Set(Array.from({ length: candidates }, (_, candidate) => candidate));
  while (sequence.length < most && left.size > 0) {
    let top = { candidate: -1, gain: -1 };
    for (const candidate of left) {
      let gain = 0;
      for (let member = 0; member < members; member++) {
        gain += Math.max(0, table[member * candidates + candidate] - best[member]);
      }
      if (gain > top.gain) top = { candidate, gain };
    }
    if (sequence.length > 0 && top.gain <= 0) break;
    sequence.push(top);
    left.delete(top.candidate);
    for (let member = 0; member < members; member++) {
      best[member] = Math.max(best[member], table[member * candidates + top.candidate]);
    }
  }
  return sequence;
}

function bestOf(
  { candidates }: SharingGroup,
  table: Float64Array,
  member: number,
  chosen: readonly number[],
): number {
  let best = -1;
  let most = -1;
  for (const [index, candidate] of chosen.entries()) {
    const suitability = table[member * candidates + candidate];
    if (suitability > most) [best, most] = [index, suitability];
  }
  return best;
}
