import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { makeHandler } from '../../../../functions/crisis/answer-link/handler.ts';
import { hmacLinkTokens } from '../../../../functions/crisis/hmac-link-tokens.ts';
import { type Night, night } from '../night.ts';

const tokens = hmacLinkTokens(() => Promise.resolve({ pepper: 'a secret of this test' }), 'pseudonyms');

interface Asked {
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly query?: string;
  readonly body?: Readonly<Record<string, string>>;
  readonly language?: string;
}

export interface Answered {
  readonly status: number | undefined;
  readonly body: string;
  readonly headers: APIGatewayProxyStructuredResultV2['headers'];
}

export interface Page extends Night {
  /** The id of the link in the last page of Ada or Bea. */
  readonly linkOf: (staffId: 'ada' | 'bea' | 'cora') => string;
  readonly ask: (linkId: string, asked?: Asked) => Promise<Answered>;
  /** Presses the button of a page that says this verb. */
  readonly press: (
    linkId: string,
    shown: Answered,
    verb: string,
    fields?: Readonly<Record<string, string>>,
  ) => Promise<Answered>;
}

/** A night in which Ada and Bea were paged, and the page behind their links. */
export const paged = async (): Promise<Page> => {
  const clinic = await night();
  await clinic.flag();
  await clinic.escalate(clinic.lastMessage());
  const handler = makeHandler({ ...clinic.dependencies, tokens });
  const ask: Page['ask'] = async (linkId, { method = 'GET', query = '', body, language } = {}) => {
    const answer = await handler(
      {
        headers: language === undefined ? {} : { 'accept-language': language },
        requestContext: { http: { method } },
        pathParameters: { link: linkId },
        rawQueryString: query,
        ...(body && { body: new URLSearchParams(body).toString() }),
        isBase64Encoded: false,
      } as never,
      {} as never,
    );
    return { status: answer.statusCode, body: answer.body ?? '', headers: answer.headers };
  };
  return {
    ...clinic,
    ask,
    linkOf: (staffId) => /\/p\/([\w-]{12})/.exec(clinic.textsTo(staffId).join(' '))?.[1] ?? 'no link',
    press: (linkId, shown, verb, fields = {}) => {
      const act = new RegExp(`name="act" value="(${verb} [^"]+)"`).exec(shown.body)?.[1];
      if (act === undefined) throw new Error(`the page has no button ${verb}`);
      return ask(linkId, { method: 'POST', body: { ...fields, act } });
    },
  };
};

/** What the buttons of a page say, in their order. */
export const buttonsOf = ({ body }: Answered): string[] =>
  [...body.matchAll(/<button name="\w+" value="([\w-]+)/g)].map(([, verb = '']) => verb);
