import { CfnOutput, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi as AwsHttpApi,
  type HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Platform } from '../platform.ts';
import type { VigilFunction } from './vigil-function.ts';

/** When, which route, how it ended, how long it took: no address, no agent, no body, so that the log holds nothing about a person. */
const accessLog = {
  time: '$context.requestTime',
  requestId: '$context.requestId',
  route: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  requestBytes: '$context.requestLength',
  integrationError: '$context.integrationErrorMessage',
};

/** The HTTPS way in. */
export class HttpApi extends Construct {
  private readonly api: AwsHttpApi;

  constructor(scope: Construct, id: string, { config, dataKey }: Pick<Platform, 'config' | 'dataKey'>) {
    super(scope, id);
    this.api = new AwsHttpApi(this, 'api', {
      apiName: `vigil-${config.stage}`,
      description: 'Signed events in, clearances and public keys out',
      createDefaultStage: false,
    });
    const logGroup = new LogGroup(this, 'access-logs', {
      // Under this prefix API Gateway needs no statement of its own in the account's log policy, which has a size limit.
      logGroupName: `/aws/vendedlogs/vigil-${config.stage}-api`,
      retention: config.logRetentionDays,
      encryptionKey: dataKey,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const stage = new HttpStage(this, 'stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      detailedMetricsEnabled: true,
      // A large provider sends some ten events a second; ten times that is an accident or an attack.
      throttle: { rateLimit: 100, burstLimit: 200 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logGroup),
        format: AccessLogFormat.custom(JSON.stringify(accessLog)),
      },
    });
    new CfnOutput(scope, 'ApiUrl', {
      value: stage.url,
      description: 'Send signed events to <ApiUrl>v1/events',
    });
  }

  /** Where the API answers, without a slash at the end. */
  get url(): string {
    return this.api.apiEndpoint;
  }

  /**
   * A route that API Gateway lets through to everybody; the reason says who checks instead. It belongs to the stack of
   * its function.
   */
  route(method: HttpMethod, path: string, to: VigilFunction, whyOpen: string): void {
    const id = `${method.toLowerCase()}-route`;
    const named = to.node.tryFindChild(id) === undefined ? id : `${id}${path.replaceAll(/\W+/g, '-')}`;
    const route = new HttpRoute(to, named, {
      httpApi: this.api,
      routeKey: HttpRouteKey.with(path, method),
      integration: new HttpLambdaIntegration('integration', to.lambda),
    });
    Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason: whyOpen });
  }

  /**
   * How many requests of these routes ended as 5xx: what callers see. A function that answers 503 because a service is away
   * has not failed, so that the function's own error metric stays at zero.
   * Source: "Working with metrics for HTTP APIs", API Gateway Developer Guide.
   */
  failures(path: string, ...methods: readonly HttpMethod[]): IMetric {
    return this.failuresOf(methods.map((method) => ({ method, path })));
  }

  /** The same over several paths. */
  failuresOf(routes: readonly { readonly method: HttpMethod; readonly path: string }[]): IMetric {
    const failed = ({ method, path }: (typeof routes)[number]) =>
      new Metric({
        namespace: 'AWS/ApiGateway',
        metricName: '5xx',
        dimensionsMap: { ApiId: this.api.apiId, Stage: '$default', Method: method, Resource: path },
        statistic: 'Sum',
        period: Duration.minutes(1),
      });
    const usingMetrics = Object.fromEntries(
      routes.map((route, index) => {
        const isFirst = routes.findIndex(({ method }) => method === route.method) === index;
        return [`${route.method.toLowerCase()}${isFirst ? '' : String(index)}`, failed(route)];
      }),
    );
    return new MathExpression({
      expression: 'SUM(METRICS())',
      label: `5xx ${routes[0]?.path ?? ''}`,
      usingMetrics,
      period: Duration.minutes(1),
    });
  }
}
