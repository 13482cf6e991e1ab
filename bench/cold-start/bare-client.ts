import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** The least that a function with a table needs: what the bench compares every function with. */
export const client = new DynamoDBClient({});
