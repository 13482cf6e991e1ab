import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import {
  mayAskAboutOptOut,
  mayAskAboutPhones,
  maySend,
  mayText,
  mayTextFrom,
  mayUseItemsNamed,
  mayUseOnCallKeys,
  onCallSubject,
} from '../../constructs/grants.ts';
import type { VigilFunction } from '../../constructs/vigil-function.ts';
import type { Foundation } from '../../foundation.ts';
import type { Platform } from '../../platform.ts';
import type { StageConfig } from '../../stage-config.ts';

export interface CrisisQueues {
  readonly escalations: IQueue;
  readonly deadlines: IQueue;
}

/** What opening the contacts of people on call takes. */
export const contactsOf = ({ crypto, data }: Foundation) => ({
  STATE_TABLE: data.state.tableName,
  RECORDS_TABLE: data.records.tableName,
  KEYS_TABLE: data.keys.tableName,
  ON_CALL_KEY_ARN: crypto.onCallKey.keyArn,
});

/** The environment of every function that texts people; the queues are added where they are known. */
export const pagerOf = (foundation: Foundation, linkBase: string) => ({
  ...contactsOf(foundation),
  ORIGINATION_NUMBER: foundation.platform.config.originationNumber,
  LINK_BASE: linkBase,
  CONTACT_SERVICES: JSON.stringify(contactServicesOf(foundation.platform.config)),
});

/** The services besides SNS that reach people, as functions read them. */
export const contactServicesOf = ({ endUserMessaging }: StageConfig) =>
  endUserMessaging === undefined
    ? {}
    : {
        endUserMessaging: {
          origination: endUserMessaging.origination,
          optOutList: endUserMessaging.optOutList,
          protectConfigurationId: endUserMessaging.protectConfiguration.replace(/^.*\//, ''),
        },
      };

/** One incident at a time, and back after a minute at most when a run dies: nobody's page waits behind another's. */
export const urgent = (platform: Platform) => ({
  platform,
  timeoutSeconds: 10,
  memoryMegabytes: 1024,
  concurrency: 50,
  batchSize: 1,
});

/** The partitions of the contacts of people on call, in Records and in Keys. */
const contactItems = [`*#${onCallSubject}`];

/** What crisis functions store, by kind. Of clients there are only the incident, the watch and the log of screenings. */
const crisisItems = [
  'incident',
  'watch',
  'screening',
  'roster',
  'tenant',
  'person',
  'drill',
  'readiness',
  'phone',
  'link',
  'sms',
].map((kind) => `${kind}#*`);

/** The plan that pages somebody depends on the school of the client, which the client's state holds. */
const itemsOfAStep = ['incident', 'roster', 'phone', 'client'].map((kind) => `${kind}#*`);

export function mayOpenContacts(on: VigilFunction, { crypto, data }: Foundation): void {
  mayUseItemsNamed(on, data.records, contactItems, 'GetItem');
  mayUseItemsNamed(on, data.keys, contactItems, 'GetItem');
  mayUseOnCallKeys(on, crypto, 'Decrypt');
}

export function mayUseCrisisItems(on: VigilFunction, { data }: Foundation): void {
  mayUseItemsNamed(on, data.state, crisisItems, 'GetItem', 'PutItem');
}

export function mayReadForStep(on: VigilFunction, { data }: Foundation): void {
  mayUseItemsNamed(on, data.state, itemsOfAStep, 'BatchGetItem');
}

export function mayPage(
  on: VigilFunction,
  foundation: Foundation,
  { escalations, deadlines }: CrisisQueues,
): void {
  mayUseCrisisItems(on, foundation);
  mayOpenContacts(on, foundation);
  const { endUserMessaging } = foundation.platform.config;
  if (endUserMessaging === undefined) {
    mayText(on);
    mayAskAboutPhones(on);
  } else {
    mayTextFrom(on, endUserMessaging);
    mayAskAboutOptOut(on, endUserMessaging);
  }
  maySend(on, escalations);
  maySend(on, deadlines);
}
