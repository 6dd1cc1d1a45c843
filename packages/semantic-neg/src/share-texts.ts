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

/** `[candidates, members]` */
function suitabilityTable({ members, candidates, suits }: SharingGroup): Float64Array {
  const table = new Float64Array(candidates * members);
  for (let cell = 0; cell < table.length; cell++) {
    table[cell] = suits(cell % members, Math.floor(cell / members));
  }
  return table;
}

/**
 * Chooses candidates one after another, each with the largest gain, until none gains anything. What a candidate gained when
 * it was last looked at bounds what it gains now, to the last digit, so most need no second look.
 */
function greedySequence(
  { members, candidates }: SharingGroup,
  table: Float64Array,
  most: number,
): { candidate: number; gain: number }[] {
  const sequence: { candidate: number; gain: number }[] = [];
  if (members === 0) return sequence;
  const best = new Float64Array(members);
  const bounds = new Float64Array(candidates).fill(Infinity);
  const gainOf = (candidate: number): number => {
    let gain = 0;
    for (let member = 0; member < members; member++) {
      gain += Math.max(0, table[candidate * members + member] - best[member]);
    }
    return gain;
  };
  /** Below all gains. */
  const taken = -1;
  while (sequence.length < Math.min(most, candidates)) {
    let top = highestOf(bounds);
    for (let seen = -1; seen !== top; top = highestOf(bounds)) {
      bounds[top] = gainOf(top);
      seen = top;
    }
    const gain = bounds[top];
    if (sequence.length > 0 && gain <= 0) break;
    sequence.push({ candidate: top, gain });
    bounds[top] = taken;
    for (let member = 0; member < members; member++) {
      best[member] = Math.max(best[member], table[top * members + member]);
    }
  }
  return sequence;
}

/** The place of the highest value, the lowest of several. */
function highestOf(values: Float64Array): number {
  let top = 0;
  for (let place = 1; place < values.length; place++) if (values[place] > values[top]) top = place;
  return top;
}

function bestOf(
  { members }: SharingGroup,
  table: Float64Array,
  member: number,
  chosen: readonly number[],
): number {
  let best = -1;
  let most = -1;
  for (const [index, candidate] of chosen.entries()) {
    const suitability = table[candidate * members + member];
    if (suitability > most) [best, most] = [index, suitability];
  }
  return best;
}
