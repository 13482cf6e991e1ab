/**
 * What every item of every table carries: the Region that wrote it, so that a replica's stream reader can leave the
 * other Region's writes to it, and the schema that it was written in.
 */
export const itemMetadata = (schema = 1): { readonly writtenIn: string; readonly schema: number } => ({
  writtenIn: process.env['AWS_REGION'] ?? 'unknown',
  schema,
});
