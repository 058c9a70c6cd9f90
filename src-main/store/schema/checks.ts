/** `column IN ('a', 'b')`, made from the lists of src-shared so that code and constraint cannot differ. */
export const oneOf = (column: string, values: readonly string[]): string =>
  `${column} IN (${values.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ')})`;
