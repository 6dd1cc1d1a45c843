import type { Vectors } from '@hnlm/align';
import type { Dataset } from '@hnlm/core';
import type { Profiles } from '@hnlm/llm-profile';
import { type NegativeSet, negativeRows } from '@hnlm/semantic-neg';
import {
  Field,
  FixedSizeList,
  Float32,
  makeData,
  Table,
  tableFromArrays,
  tableToIPC,
  Vector,
  vectorFromArray,
} from 'apache-arrow';
import type { RunFolder } from './run-folder.ts';

/** Writes the texts of a run as Arrow files, keyed by original ids: profiles, negatives, embeddings of items. */
export async function writeTables(
  run: RunFolder,
  tables: { dataset: Dataset; profiles: Profiles; negatives: NegativeSet; itemVectors: Vectors },
): Promise<void> {
  const profiles = [...tables.profiles.items, ...tables.profiles.users].filter(
    (profile) => profile !== undefined,
  );
  await run.write(
    'profiles.arrow',
    bytes(
      tableFromArrays({
        kind: profiles.map(({ kind }) => kind),
        id: profiles.map(({ id }) => id),
        summarization: profiles.map(({ summarization }) => summarization),
        reasoning: profiles.map(({ reasoning }) => reasoning),
        provenance: profiles.map(({ provenance }) => JSON.stringify(provenance)),
      }),
    ),
  );
  const negatives = negativeRows(tables.negatives);
  await run.write(
    'negatives.arrow',
    bytes(
      tableFromArrays({
        user: negatives.map(({ user }) => user),
        positive: negatives.map(({ positive }) => positive),
        text: negatives.map(({ text }) => text),
        reasoning: negatives.map(({ reasoning }) => reasoning ?? ''),
        grounded: negatives.map(({ grounded }) => JSON.stringify(grounded)),
        flags: negatives.map(({ flags }) => flags.join(' ')),
        provenance: negatives.map(({ provenance }) => JSON.stringify(provenance)),
      }),
    ),
  );
  const { values, dimensions } = tables.itemVectors;
  const ids = vectorFromArray(tables.dataset.train.items.ids as string[]);
  await run.write(
    'item-text-embeddings.arrow',
    bytes(new Table({ id: ids, vector: vectors(values, dimensions) })),
  );
}

function vectors(values: Float32Array, dimensions: number): Vector {
  const type = new FixedSizeList(dimensions, new Field('value', new Float32(), false));
  const child = makeData({ type: new Float32(), data: values });
  return new Vector([makeData({ type, length: values.length / dimensions, nullCount: 0, child } as never)]);
}

function bytes(table: Table): Uint8Array {
  return tableToIPC(table, 'file');
}
