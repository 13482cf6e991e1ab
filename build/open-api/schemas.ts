import type * as z from 'zod';
import type { AnyContract } from '../../events/define.ts';
import { consentScope } from '../../events/fields.ts';
import { clearance } from '../../functions/clearance/answer-clearance/answer-shape.ts';
import { loadRefusal, loadReport } from '../../functions/crisis/report-load/answer-shape.ts';
import { listedEntry, listPage } from '../../functions/delivery/list-facts/answer-shape.ts';
import {
  subscriptionChanged,
  subscriptionList,
} from '../../functions/delivery/manage-subscriptions/answer-shape.ts';
import { subscriptionRequest } from '../../functions/delivery/manage-subscriptions/request.ts';
import { batchTaken, eventTaken } from '../../functions/intake/receive-event/answer-shape.ts';
import {
  operationOutcome,
  transactionResponse,
  webhookTaken,
  zoomChallengeAnswer,
} from '../../functions/intake/receive-webhook/answer-shape.ts';
import { exportRequest } from '../../functions/ledger/export-ledger/handler.ts';
import { jwkSet } from '../../functions/ledger/publish-jwks/answer-shape.ts';
import { problem } from '../../functions/platform/http/answer-shape.ts';
import { accessExport } from '../../functions/records/export-access/answer-shape.ts';
import { accessRequest } from '../../functions/records/export-access/handler.ts';
import { openedRecord, recordList } from '../../functions/records/open-record/answer-shape.ts';
import { openingRequest } from '../../functions/records/open-record/request.ts';
import { filed, retention } from '../../functions/records/retention-shape.ts';
import { retentionReport } from '../../functions/retention/report-retention/answer-shape.ts';
import { reportRequest } from '../../functions/retention/report-retention/handler.ts';
import { eventSchema, type Json, jsonSchema } from '../json-schema.ts';
import { componentsOf, refTo } from './named-schemas.ts';

/** Requests and answers by the names that they have in the document; what others contain comes first. */
const shapes: Readonly<Record<string, z.ZodType>> = {
  Problem: problem,
  ConsentScope: consentScope('What a consent or a denial is about.'),
  Filed: filed,
  Retention: retention,
  EventTaken: eventTaken,
  BatchTaken: batchTaken,
  Clearance: clearance,
  LoadReport: loadReport,
  LoadRefusal: loadRefusal,
  OpeningRequest: openingRequest,
  OpenedRecord: openedRecord,
  RecordList: recordList,
  AccessExportRequest: accessRequest,
  AccessExport: accessExport,
  LedgerExportRequest: exportRequest,
  RetentionReportRequest: reportRequest,
  RetentionReport: retentionReport,
  ListedEntry: listedEntry,
  ListPage: listPage,
  SubscriptionRequest: subscriptionRequest,
  SubscriptionChanged: subscriptionChanged,
  SubscriptionList: subscriptionList,
  WebhookTaken: webhookTaken,
  ZoomChallengeAnswer: zoomChallengeAnswer,
  OperationOutcome: operationOutcome,
  TransactionResponse: transactionResponse,
  JwkSet: jwkSet,
};

/** What API Gateway itself answers. */
const gatewayMessage: Json = {
  type: 'object',
  required: ['message'],
  properties: { message: { type: 'string', description: 'What is wrong, in a sentence.' } },
};

/** `session.checked-in.v1` -> `SessionCheckedInV1`: a name that generators turn into one type. */
const nameOf = (type: string): string =>
  type.replaceAll(/(?:^|[.-])([a-z])/g, (_, letter: string) => letter.toUpperCase());

const withoutDialect = ({ $schema: _, ...schema }: Json): Json => schema;

/** All components: requests, answers and the events that a provider may state. */
export const schemas = (stated: readonly AnyContract[]): Readonly<Record<string, Json>> => ({
  Event: {
    description: 'A CloudEvent 1.0; `type` says which data it has.',
    oneOf: stated.map(({ type }) => refTo(nameOf(type))),
    discriminator: {
      propertyName: 'type',
      mapping: Object.fromEntries(stated.map(({ type }) => [type, refTo(nameOf(type))['$ref']])),
    },
  },
  ...componentsOf({
    ...Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => [
        name,
        withoutDialect(jsonSchema(shape, 'draft-2020-12')),
      ]),
    ),
    GatewayMessage: gatewayMessage,
    ...Object.fromEntries(
      stated.map((contract) => [
        nameOf(contract.type),
        withoutDialect(eventSchema(contract, 'stated', 'draft-2020-12')),
      ]),
    ),
  }),
});
