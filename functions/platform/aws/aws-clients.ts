import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { clientOptions } from './client-options.ts';

export const documentClient = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient(clientOptions), {
    marshallOptions: { removeUndefinedValues: true },
  });

export const cloudWatchClient = (): CloudWatchClient => new CloudWatchClient(clientOptions);
export const eventBridgeClient = (): EventBridgeClient => new EventBridgeClient(clientOptions);
export const kmsClient = (): KMSClient => new KMSClient(clientOptions);
export const secretsClient = (): SecretsManagerClient => new SecretsManagerClient(clientOptions);
export const snsClient = (): SNSClient => new SNSClient(clientOptions);

/** Without `useQueueUrlAsEndpoint: false` the client follows the host in a queue's URL instead of the endpoint it was given. */
export const sqsClient = (): SQSClient => new SQSClient({ ...clientOptions, useQueueUrlAsEndpoint: false });
