/** A product as a small tree: what it is, and one value for each of its attribute dimensions. */
export interface Concept {
  readonly type: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Knows a catalogue's products as concepts, and can write a product that does not exist. */
export interface ConceptSource {
  /** Returns the concept of an item (dense index), or `undefined` where it has none. */
  of(item: number): Concept | undefined;
  /** Lists the values that a dimension of this type of product may take. */
  alternatives(type: string, dimension: string): readonly string[];
  /** Writes a short text for a product, existing or not. */
  describe(concept: Concept): string;
}
