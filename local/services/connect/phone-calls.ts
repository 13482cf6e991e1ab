import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { ServiceMay } from '../../iam/resource-policies.ts';
import type { Lambda } from '../../lambda/lambda.ts';
import type { Logs } from '../../logs.ts';
import { AwsError, type Activity, type Clock, type Store } from '../../service.ts';
import { ignored, read, text } from '../../shapes.ts';
import type { Template } from '../../template/template.ts';
import { afterError, type Flow, type FlowAction, readFlow } from './flow.ts';

/** A call to a phone on the stage: what was said in it, and which keys were pressed. */
export interface PhoneCall {
  readonly contactId: string;
  readonly number: string;
  readonly from: string;
  readonly at: string;
  readonly status: 'ringing' | 'answered' | 'ended';
  readonly answeredBy?: 'person' | 'voicemail';
  readonly heard: readonly string[];
  readonly pressed: readonly string[];
}

/** A call with what only Amazon Connect knows of it. */
interface Contact extends PhoneCall {
  readonly token: string;
  readonly flowArn: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** The action that waits for a key. */
  readonly asking?: string;
}

export interface PhoneCalls {
  all(): readonly PhoneCall[];
  /** The same token starts no second call. @throws AwsError for an unknown instance or flow. */
  start(wanted: Wanted): { ContactId: string };
  /** @throws AwsError unless the phone rings. */
  answer(contactId: string, by: 'person' | 'voicemail'): Promise<PhoneCall>;
  /** @throws AwsError unless the call waits for a key. */
  press(contactId: string, key: string): Promise<PhoneCall>;
  /** Declines a call that rings, or ends one. */
  hangUp(contactId: string): PhoneCall;
}

interface Wanted {
  readonly instanceId: string;
  readonly flowId: string;
  readonly from: string;
  readonly number: string;
  readonly token: string;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Surroundings {
  readonly template: Template;
  readonly lambda: Lambda;
  readonly serviceMay: ServiceMay;
  readonly store: Store;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly logs: Logs;
}

/** "If the call is not connected within 60 seconds, it fails" (API_StartOutboundVoiceContact). */
const ringsMs = 60_000;
/** How long a token holds (the same page). */
const tokenMs = 7 * 24 * 3_600_000;

const flowProperties = z.strictObject({
  InstanceArn: text,
  Content: text,
  Type: z.literal('CONTACT_FLOW', 'the stage knows flows of the type CONTACT_FLOW only'),
  ...ignored('Name', 'Description', 'Tags'),
});
const integrationProperties = z.strictObject({
  InstanceId: text,
  IntegrationArn: text,
  IntegrationType: z.literal('LAMBDA_FUNCTION', 'the stage integrates functions only'),
  ...ignored('Tags'),
});

export function createPhoneCalls(surroundings: Surroundings): PhoneCalls {
  const { template, store, clock } = surroundings;
  const connect = readConnect(template);
  const { flows, flowOf } = connect;
  const contacts = createContacts(store);
  const { find, save, end } = contacts;
  const { run, goOn } = createFlowRuns(surroundings, contacts, connect);
  for (const contact of contacts.all()) if (contact.status === 'ringing') ringOut(contact);

  function ringOut({ contactId, at }: Contact): void {
    clock.at(Date.parse(at) + ringsMs, () => {
      const contact = find(contactId);
      if (contact.status === 'ringing') end(contact);
    });
  }

  return {
    all: () => contacts.all().map(shown),
    start({ instanceId, flowId, from, number, token, attributes }) {
      const known = contacts.all().find((contact) => contact.token === token);
      if (known && clock.now() - Date.parse(known.at) < tokenMs) return { ContactId: known.contactId };
      const found = [...flows].find(([arn]) => arn.endsWith(`/contact-flow/${flowId}`));
      if (found?.[1].instanceArn.endsWith(`/${instanceId}`) !== true)
        throw new AwsError('ResourceNotFoundException', 'There is no such instance or contact flow', 404);
      const [flowArn] = found;
      const contactId = randomUUID();
      const at = new Date(clock.now()).toISOString();
      const call = { contactId, number, from, at, heard: [], pressed: [] };
      ringOut(save({ ...call, status: 'ringing', token, flowArn, attributes }));
      return { ContactId: contactId };
    },
    async answer(contactId, by) {
      const contact = find(contactId);
      if (contact.status !== 'ringing') throw new AwsError('InvalidState', 'The call does not ring', 409);
      return shown(
        await run(save({ ...contact, status: 'answered', answeredBy: by }), flowOf(contact).start),
      );
    },
    async press(contactId, key) {
      const contact = find(contactId);
      const action = contact.asking === undefined ? undefined : flowOf(contact).action(contact.asking);
      if (action?.Type !== 'GetParticipantInput')
        throw new AwsError('InvalidState', 'The call does not wait for a key', 409);
      const matching = action.Transitions.Conditions.find(
        ({ Condition: { Operands } }) => Operands[0] === key,
      );
      const next = matching?.NextAction ?? afterError(action, 'NoMatchingCondition');
      return shown(await goOn({ ...contact, pressed: [...contact.pressed, key] }, next));
    },
    hangUp: (contactId) => shown(end(find(contactId))),
  };
}

/** The calls so far, also those of an earlier run of the stage. */
function createContacts(store: Store) {
  const contacts = new Map(store.all<Contact>('phone-calls'));
  function save(contact: Contact): Contact {
    contacts.set(contact.contactId, contact);
    store.put('phone-calls', contact.contactId, contact);
    return contact;
  }
  return {
    all: () => [...contacts.values()],
    save,
    find(contactId: string): Contact {
      const contact = contacts.get(contactId);
      if (!contact) throw new AwsError('ResourceNotFoundException', `There is no call ${contactId}`, 404);
      return contact;
    },
    end: ({ asking: _, ...contact }: Contact): Contact => save({ ...contact, status: 'ended' }),
  };
}

type Contacts = ReturnType<typeof createContacts>;

/** The contact flows by ARN, and the instances' integrations. */
function readConnect(template: Template) {
  const flows = new Map<string, Flow & { readonly instanceArn: string }>();
  for (const { name, arn, properties } of template.of('AWS::Connect::ContactFlow')) {
    const { InstanceArn, Content } = read(name, properties, flowProperties);
    flows.set(arn, { ...readFlow(name, Content), instanceArn: InstanceArn });
  }
  const integrated = template.of('AWS::Connect::IntegrationAssociation').map(({ logicalId, properties }) => {
    const { InstanceId, IntegrationArn } = read(logicalId, properties, integrationProperties);
    return `${InstanceId} ${IntegrationArn}`;
  });
  return {
    flows,
    integrated,
    flowOf({ flowArn }: Contact) {
      const flow = flows.get(flowArn);
      if (!flow) throw new Error(`The template has no contact flow ${flowArn}`);
      return flow;
    },
  };
}

type ConnectOfTemplate = ReturnType<typeof readConnect>;

function createFlowRuns(
  surroundings: Surroundings,
  { find, save, end }: Contacts,
  { flowOf, integrated }: ConnectOfTemplate,
) {
  const { clock, activity } = surroundings;

  /** Runs the flow from this action on, until it waits for a key or hangs up. */
  async function run(contact: Contact, identifier: string): Promise<Contact> {
    if (find(contact.contactId).status === 'ended') return contact;
    const flow = flowOf(contact);
    const action = flow.action(identifier);
    switch (action.Type) {
      case 'DisconnectParticipant':
        return end(contact);
      case 'MessageParticipant': {
        const said = save({ ...contact, heard: [...contact.heard, action.Parameters.Text] });
        return run(said, action.Transitions.NextAction);
      }
      case 'GetParticipantInput':
        return ask(contact, action);
      case 'InvokeLambdaFunction': {
        const taken = await startFunction({ ...surroundings, integrated }, contact, flow.instanceArn, action);
        const next = taken ? action.Transitions.NextAction : afterError(action, 'NoMatchingError');
        return next === undefined ? end(contact) : run(contact, next);
      }
    }
  }

  function ask(contact: Contact, action: Extract<FlowAction, { Type: 'GetParticipantInput' }>): Contact {
    const { Identifier, Parameters } = action;
    const asked = save({ ...contact, heard: [...contact.heard, Parameters.Text], asking: Identifier });
    clock.at(clock.now() + Parameters.InputTimeLimitSeconds * 1000, () => {
      const current = find(contact.contactId);
      if (current.asking !== Identifier || current.heard.length !== asked.heard.length) return;
      const next = afterError(action, 'InputTimeLimitExceeded');
      void activity.run(() => goOn(current, next));
    });
    return asked;
  }

  const goOn = async ({ asking: _, ...contact }: Contact, next: string | undefined): Promise<Contact> =>
    next === undefined ? end(contact) : run(save(contact), next);

  return { run, goOn };
}

/** Whether the function took what the flow gives it. */
async function startFunction(
  { lambda, serviceMay, logs, integrated }: Surroundings & Pick<ConnectOfTemplate, 'integrated'>,
  { contactId, number, from, attributes }: Contact,
  instanceArn: string,
  { Parameters }: Extract<FlowAction, { Type: 'InvokeLambdaFunction' }>,
): Promise<boolean> {
  const functionArn = Parameters.LambdaFunctionARN;
  const allowed =
    integrated.includes(`${instanceArn} ${functionArn}`) &&
    (await serviceMay('connect.amazonaws.com', 'lambda:InvokeFunction', functionArn, instanceArn));
  if (!allowed) {
    logs.write('stage', '', `Amazon Connect may not start ${functionArn} for ${instanceArn}`);
    return false;
  }
  const { ok } = await lambda.invoke(functionArn, {
    Name: 'ContactFlowEvent',
    Details: {
      ContactData: {
        Attributes: attributes,
        Channel: 'VOICE',
        ContactId: contactId,
        CustomerEndpoint: { Address: number, Type: 'TELEPHONE_NUMBER' },
        InitialContactId: contactId,
        InitiationMethod: 'API',
        InstanceARN: instanceArn,
        PreviousContactId: contactId,
        Queue: null,
        SystemEndpoint: { Address: from, Type: 'TELEPHONE_NUMBER' },
      },
      Parameters: Parameters.LambdaInvocationAttributes,
    },
  });
  return ok;
}

const shown = ({
  token: _,
  flowArn: _flow,
  attributes: _attributes,
  asking: _asking,
  ...call
}: Contact): PhoneCall => call;
