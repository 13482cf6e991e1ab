/**
 * Judges a request by the policies of the template, as IAM does within one account.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import { isWildcardOnlyAction, runSimulation, runUnsafeSimulation } from '@cloud-copilot/iam-simulate';
import type { EvaluationResult, Simulation } from '@cloud-copilot/iam-simulate';
import { AwsError } from '../service.ts';
import type { Access } from '../service.ts';
import { actionsOf, conditionKeysOf, servicesOf, type Policy } from './policy.ts';

export interface Role {
  readonly roleName: string;
  readonly arn: string;
  /** Resolved policy documents, inline and attached. */
  readonly policies: readonly Policy[];
}

export interface Authorizer {
  /** @throws AwsError AccessDeniedException for the first access that the role's policies do not allow. */
  check(roleName: string, access: readonly Access[], sessionName?: string): Promise<void>;
  /** Whether a resource's own policy lets an AWS service (`events.amazonaws.com`) do this; no policy lets nobody. */
  checkResource(policy: Policy | undefined, principalService: string, access: Access): Promise<boolean>;
}

/**
 * What sns.ts puts into `Access.resource` for a message to a phone: the number itself, as AWS names it in its errors.
 * It is no ARN, so only `Resource: "*"` or a `NotResource` matches it.
 */
export function phoneResource(phoneNumber: string): string {
  return phoneNumber;
}

/**
 * Condition keys that the stage can give a value to, in lower case; any other in a policy stops the stage. To those belong
 * the members of an encryption context that callers name themselves.
 */
const knownConditionKeys = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principaltype',
  'aws:securetransport',
  'aws:sourceaccount',
  'aws:sourcearn',
  'dynamodb:leadingkeys',
  'kms:calleraccount',
  'kms:viaservice',
  // What the bus names when it encrypts its own events; it fills queues without it, so the statement does not hold
  // there.
  'kms:encryptioncontext:aws:events:event-bus:arn',
]);

const encryptionContextMember = /^kms:encryptioncontext:(?!aws:)/i;

const isKnown = (key: string): boolean => knownConditionKeys.has(key) || encryptionContextMember.test(key);

/**
 * The partition keys that a request names. DynamoDB gives it for every operation on items; the stage does not read it from
 * the expression of a query, and a scan has none: then `ForAllValues` would hold for whatever is found.
 */
const leadingKeys = 'dynamodb:leadingkeys';

export function createAuthorizer(options: {
  roles: readonly Role[];
  /** The resource's own policy (queue, topic, key), which can deny, or allow alone, what a role asks of it. */
  resourcePolicyOf?: (resource: string) => Policy | undefined;
}): Authorizer {
  const { resourcePolicyOf = () => undefined } = options;
  const roles = new Map(options.roles.map((role) => [role.roleName, role]));
  const mentioned = new Map(
    options.roles.map((role) => [role.roleName, conditionKeys(role.policies, role.roleName)]),
  );
  const decide = createVerdicts();

  const mentionedBy = new WeakMap<object, Set<string>>();
  function keysOf(policy: Policy | undefined, resource: string): Set<string> {
    const known = mentionedBy.get(policy ?? noPolicy) ?? conditionKeys(policy ? [policy] : [], resource);
    mentionedBy.set(policy ?? noPolicy, known);
    return known;
  }

  async function checkOne(role: Role, principal: string, { action, resource: asked, context }: Access) {
    const [service = '', operation = ''] = action.split(':');
    const resource = (await isWildcardOnlyAction(service, operation)) ? '*' : asked;
    const accountId = accountOf(role.arn);
    const resourcePolicy =
      resourcePolicyOf(resource) ?? (service === 'kms' ? defaultKeyPolicy(accountId) : undefined);
    const keys = new Set([...(mentioned.get(role.roleName) ?? []), ...keysOf(resourcePolicy, resource)]);
    const given: NonNullable<Access['context']> = { ...contextOf(role, accountId), ...context };
    if (keys.has(leadingKeys) && !Object.keys(given).some((key) => key.toLowerCase() === leadingKeys))
      refuseUnknownKeys(role, action);
    const result = await decide({
      request: {
        principal,
        action,
        resource: { resource, accountId },
        // Only what a policy asks about, so that a value which changes with each call does not defeat the cache.
        contextVariables: Object.fromEntries(
          Object.entries(valuesOf(given)).filter(([key]) => keys.has(key.toLowerCase())),
        ),
      },
      identityPolicies: role.policies.map((policy, index) => ({ name: `${role.roleName}-${index}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(resourcePolicy !== undefined && { resourcePolicy }),
    });
    if (result !== 'Allowed') throw denied(principal, action, resource, result);
  }

  return {
    async check(roleName, access, sessionName = roleName) {
      const role = roles.get(roleName);
      if (!role) throw new Error(`No role ${roleName} in the template`);
      const principal = `arn:aws:sts::${accountOf(role.arn)}:assumed-role/${roleName}/${sessionName}`;
      for (const each of access) await checkOne(role, principal, each);
    },

    async checkResource(policy, principalService, { action, resource, context }) {
      if (policy === undefined) return false;
      conditionKeys([policy], resource, principalService);
      const accountId = accountOf(resource);
      const given = {
        'aws:SecureTransport': 'true',
        'aws:SourceAccount': accountId,
        ...valuesOf(context),
      };
      const request = { principal: principalService, action, resource: { resource, accountId } };
      const result = await decide({
        request: { ...request, contextVariables: given },
        identityPolicies: [],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        resourcePolicy: policy,
      });
      return result === 'Allowed';
    },
  };
}

/** As the simulation takes them. */
const valuesOf = (context: Access['context'] = {}): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(context).map(([key, value]) => [key, typeof value === 'string' ? value : [...value]]),
  );

/** An error is better than a verdict about a request whose partition keys the stage does not know. */
function refuseUnknownKeys(role: Role, action: string): void {
  const asked = role.policies
    .flatMap(({ Statement }) => Statement)
    .filter((statement) => conditionKeysOf(statement).includes(leadingKeys))
    .flatMap(actionsOf);
  const matches = (pattern: string) =>
    new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(action.toLowerCase());
  if (asked.some(matches))
    throw new Error(
      `A policy of ${role.roleName} limits ${action} by dynamodb:LeadingKeys, which the stage does not know for it`,
    );
}

const contextOf = (role: Role, accountId: string) => ({
  'aws:PrincipalAccount': accountId,
  'aws:PrincipalArn': role.arn,
  'aws:PrincipalType': 'AssumedRole',
  'kms:CallerAccount': accountId,
  // The stage speaks plain HTTP on the loopback, where AWS would speak TLS.
  'aws:SecureTransport': 'true',
});

function denied(principal: string, action: string, resource: string, result: EvaluationResult): AwsError {
  const because =
    result === 'ExplicitlyDenied'
      ? 'with an explicit deny'
      : `because no identity-based policy allows the ${action} action`;
  return new AwsError(
    'AccessDeniedException',
    `User: ${principal} is not authorized to perform: ${action} on resource: ${resource} ${because}`,
  );
}

/** More would be kept for resources that callers make up, such as names of secrets. */
const mostVerdicts = 10_000;

/** A policy's verdict never changes while the stage runs, and evaluating one takes about 0.75 ms. */
function createVerdicts() {
  const decided = new WeakMap<object, Map<string, Promise<EvaluationResult>>>();
  return (simulation: Simulation): Promise<EvaluationResult> => {
    const { principal, action, resource, contextVariables } = simulation.request;
    const byPolicy = (simulation.resourcePolicy ?? noPolicy) as object;
    const known = decided.get(byPolicy) ?? new Map<string, Promise<EvaluationResult>>();
    decided.set(byPolicy, known);
    const key = JSON.stringify([principal, action, resource.resource, contextVariables]);
    const decision = known.get(key) ?? evaluate(simulation);
    if (known.size >= mostVerdicts) known.clear();
    known.set(key, decision);
    return decision;
  };
}

const noPolicy = {};

async function evaluate(simulation: Simulation): Promise<EvaluationResult> {
  // The checked simulation takes ARNs only. `*` instead of a phone number would not do: it asks whether *any*
  // resource is allowed, and so a role that may publish to one topic could send SMS.
  if (!/^(arn:|\*$)/.test(simulation.request.resource.resource)) return runUnsafeSimulation(simulation, {});
  const result = await runSimulation(withReadableKeys(simulation), {});
  if (result.resultType !== 'error') return result.overallResult;
  const { action, resource } = simulation.request;
  throw new Error(`IAM cannot judge ${action} on ${resource.resource}: ${JSON.stringify(result.errors)}`);
}

/**
 * The checked simulation leaves out condition keys that it does not know, and it knows free names in a key only behind a
 * slash. So the members of an encryption context, which come behind a colon, go by names of that form.
 */
const readableKey = (key: string): string =>
  key.replace(encryptionContextMember, 'aws:PrincipalTag/encryption-context-');

function withReadableKeys(simulation: Simulation): Simulation {
  const { request, identityPolicies } = simulation;
  const resourcePolicy = simulation.resourcePolicy as object | undefined;
  return {
    ...simulation,
    request: {
      ...request,
      contextVariables: Object.fromEntries(
        Object.entries(request.contextVariables).map(([key, value]) => [readableKey(key), value]),
      ),
    },
    identityPolicies: identityPolicies.map(({ name, policy }) => ({
      name,
      policy: readablePolicy(policy as object),
    })),
    ...(resourcePolicy !== undefined && { resourcePolicy: readablePolicy(resourcePolicy) }),
  };
}

const readablePolicies = new WeakMap<object, object>();

function readablePolicy(policy: object): object {
  const known = readablePolicies.get(policy);
  if (known !== undefined) return known;
  const readable = JSON.parse(JSON.stringify(policy), (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).map(([key, each]) => [readableKey(key), each]))
      : value,
  ) as object;
  readablePolicies.set(policy, readable);
  return readable;
}

/** The key policy that AWS (and CDK) gives a key: the account's identity policies decide. */
function defaultKeyPolicy(accountId: string) {
  const Principal = { AWS: `arn:aws:iam::${accountId}:root` };
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' }],
  };
}

/**
 * The condition keys that policies mention, in lower case, leaving out what they say to other services than `service`.
 * One that the stage never fills would make an `IfExists`, `Null` or `ForAllValues` condition hold where on AWS it does
 * not: an error is better than a grant that is none.
 */
function conditionKeys(policies: readonly Policy[], owner: string, service?: string): Set<string> {
  const keys = policies
    .flatMap(({ Statement }) => Statement)
    .filter((statement) => {
      const services = servicesOf(statement);
      return service === undefined ? services === undefined : (services ?? [service]).includes(service);
    })
    .flatMap(conditionKeysOf);
  for (const key of keys) {
    if (!isKnown(key)) throw new Error(`A policy of ${owner} asks for ${key}, which the stage does not know`);
  }
  return new Set(keys);
}

const accountOf = (arn: string): string => arn.split(':')[4] ?? '';
