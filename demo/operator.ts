import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';

/** How somebody with all rights on the account reaches the stage: who deploys, and who plays accidents and attackers. */
export const operatorOf = (url: string) => ({
  endpoint: url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'LOCALROOT', secretAccessKey: 'local' },
});

const root = (url: string): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient(operatorOf(url)));

export const putRow = async (url: string, table: string, row: Record<string, unknown>): Promise<void> => {
  await root(url).send(new PutCommand({ TableName: table, Item: row }));
};

export const removeRow = async (url: string, table: string, key: Record<string, unknown>): Promise<void> => {
  await root(url).send(new DeleteCommand({ TableName: table, Key: key }));
};

/** Changes one attribute behind Vigil's back. */
export const changeRow = async (
  url: string,
  table: string,
  key: Record<string, unknown>,
  attribute: string,
  value: unknown,
): Promise<void> => {
  await root(url).send(
    new UpdateCommand({
      TableName: table,
      Key: key,
      UpdateExpression: 'SET #attribute = :value',
      ExpressionAttributeNames: { '#attribute': attribute },
      ExpressionAttributeValues: { ':value': value },
    }),
  );
};
