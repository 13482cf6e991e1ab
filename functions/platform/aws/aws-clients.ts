import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

// One attempt more than the default of three: a throttled call is cheaper to repeat here than by redelivery.
const retries = { maxAttempts: 4 };

export const documentClient = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient(retries), {
    marshallOptions: { removeUndefinedValues: true },
  });

export const cloudWatchClient = (): CloudWatchClient => new CloudWatchClient(retries);
export const eventBridgeClient = (): EventBridgeClient => new EventBridgeClient(retries);
export const kmsClient = (): KMSClient => new KMSClient(retries);
export const secretsClient = (): SecretsManagerClient => new SecretsManagerClient(retries);
export const snsClient = (): SNSClient => new SNSClient(retries);

/** Without `useQueueUrlAsEndpoint: false` the client follows the host in a queue's URL instead of the endpoint it was given. */
export const sqsClient = (): SQSClient => new SQSClient({ ...retries, useQueueUrlAsEndpoint: false });
