import { asyncBufferFromFile, type DecodedArray, parquetScan, type SchemaElement } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';

/** A column of a Parquet file. */
export interface ParquetColumn {
  readonly name: string;
  readonly type: 'int32' | 'float' | 'double' | 'text' | 'texts';
  /** Whether values may be missing (`undefined`). */
  readonly optional?: boolean;
}

/** Rows as columns of one length, by the names of the columns. */
export type ParquetRows = Readonly<Record<string, DecodedArray>>;

/** Writes a Parquet file (Snappy), one block of rows after the other. */
export function writeParquet(path: string, columns: readonly ParquetColumn[], blocks: Iterable<ParquetRows>) {
  const schema = [{ name: 'root', num_children: columns.length }, ...columns.flatMap(schemaOf)];
  const writer = new ParquetWriter({ writer: fileWriter(path), schema });
  for (const block of blocks) {
    const columnData = columns.map(({ name }) => ({ name, data: block[name] }));
    writer.write({ columnData, rowGroupSize: 100_000 });
  }
  writer.finish();
}

/** An open Parquet file. */
export interface ParquetFile {
  readonly rows: number;
  readonly columns: readonly string[];
  /** Reads the named columns, one block of rows after the other. */
  blocks(names: readonly string[]): AsyncGenerator<ParquetRows>;
}

/** Opens a Parquet file, however it is compressed. */
export async function openParquet(path: string): Promise<ParquetFile> {
  const file = await asyncBufferFromFile(path);
  const { metadata, ranges, readColumn } = await parquetScan({ file, compressors });
  const [root, ...elements] = metadata.schema;
  return {
    rows: Number(metadata.num_rows),
    columns: topLevel(root, elements),
    async *blocks(names) {
      for (const range of ranges) {
        const read = names.map(async (column) => [column, await readColumn({ column, ...range })] as const);
        yield Object.fromEntries(await Promise.all(read));
      }
    },
  };
}

function schemaOf({ name, type, optional }: ParquetColumn): SchemaElement[] {
  const repetition_type = optional ? 'OPTIONAL' : 'REQUIRED';
  switch (type) {
    case 'int32':
      return [{ name, type: 'INT32', repetition_type }];
    case 'float':
      return [{ name, type: 'FLOAT', repetition_type }];
    case 'double':
      return [{ name, type: 'DOUBLE', repetition_type }];
    case 'text':
      return [{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type }];
    case 'texts':
      return [
        { name, converted_type: 'LIST', num_children: 1, repetition_type },
        { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
        { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
      ];
  }
}

function topLevel(root: SchemaElement, elements: readonly SchemaElement[]): string[] {
  const names: string[] = [];
  let next = 0;
  const skip = () => {
    const { num_children = 0 } = elements[next++];
    for (let child = 0; child < num_children; child++) skip();
  };
  for (let child = 0; child < (root.num_children ?? 0); child++) {
    names.push(elements[next].name);
    skip();
  }
  return names;
}
