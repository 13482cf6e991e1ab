import { maxEventBytes } from '../../../events/envelope.ts';
import { type Problem, problems } from '../../platform/http/problem.ts';

type Headers = Readonly<Record<string, string | undefined>>;

/** How CloudEvents come over HTTP (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md, section 3). */
export type Mode = 'structured' | 'binary' | 'batch';

/** A hundred events are one burst of a large platform; Lambda takes six megabytes, and a second to seal them. */
const maxBatchEvents = 100;
const maxBatchBytes = 1_000_000;

export const modeOf = (headers: Headers): Mode | undefined => {
  const [contentType = ''] = (headers['content-type'] ?? '').split(';');
  switch (contentType.trim().toLowerCase()) {
    case 'application/cloudevents-batch+json':
      return 'batch';
    case 'application/cloudevents+json':
      return 'structured';
    case 'application/json':
      return headers['ce-specversion'] === undefined ? 'structured' : 'binary';
    default:
      return undefined;
  }
};

export const maxBytesOf = (mode: Mode): number => (mode === 'batch' ? maxBatchBytes : maxEventBytes);

/** The events of a verified body, each as its sender wrote it, or why the request as a whole is refused. */
export const eventsOf = (
  mode: Mode,
  json: unknown,
  headers: Headers,
): { readonly events: readonly unknown[] } | { readonly problem: Problem } => {
  switch (mode) {
    case 'structured':
      return { events: [json] };
    case 'batch':
      if (!Array.isArray(json)) return { problem: problems.notABatch };
      return json.length > maxBatchEvents ? { problem: problems.batchTooLong } : { events: json };
    case 'binary': {
      const attributes = attributesOf(headers);
      if (headers['webhook-id'] !== signedIdOf(attributes)) return { problem: problems.attributesUnsigned };
      return { events: [{ ...attributes, data: json }] };
    }
  }
};

/** `undefined`, which no JSON text means, where the text is none. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const attributesOf = (headers: Headers): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith('ce-'))
      .map(([name, value]) => [name.slice('ce-'.length), percentDecoded(value ?? '')]),
  );

/** The binding percent-encodes what is not printable ASCII. */
const percentDecoded = (value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
};

/**
 * In binary mode the attributes are headers, outside of the signed bytes. `webhook-id` is signed, so it
 * must repeat them: otherwise anyone who sees one signed request could turn a start into an end.
 */
const signedIdOf = ({ type = '', source = '', id = '', time = '' }: Record<string, string>): string =>
  [type, source, id, time].join('|');
