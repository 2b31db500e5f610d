import type { Handler } from '../call.ts';
import type { ApiCalls } from '../calls.ts';
import { openapiDocument } from '../openapi.ts';
import { PROBLEMS } from '../problem.ts';

/** Whoever asks gets one word; why not is told to those who may read. */
export function healthHandler(calls: Pick<ApiCalls, 'health'>): Handler<'health' | 'healthDetails'> {
  return async ({ caller }) => {
    const checks = await calls.health();
    const ready = checks.every(({ ok, needed }) => ok || !needed);
    const mayRead = caller?.rights.includes('Backstay.Read') === true;
    const told = mayRead ? { checks: checks.map(({ name, ok, detail }) => ({ name, ok, detail })) } : {};
    return { status: ready ? 200 : 503, json: { live: true, ready, ...told } };
  };
}

export const openapiHandler: Handler<'openapi'> = async () => ({ status: 200, json: openapiDocument() });

export const problemHandler: Handler<'problems'> = async ({ params }) => {
  const { status, title, help } = PROBLEMS[params.name];
  return {
    status: 200,
    text: `# ${title}\n\nStatus ${status}.\n\n${help}\n`,
    mediaType: 'text/markdown; charset=utf-8',
  };
};

export function reportHandler(calls: Pick<ApiCalls, 'report' | 'formTokens'>): Handler<'report'> {
  return async ({ caller, request }) => {
    const { html, contentSecurityPolicy } = await calls.report(
      caller,
      Object.fromEntries(request.query),
      calls.formTokens,
    );
    // Under no-referrer a browser would say of the page's own forms that they come from nowhere.
    // https://fetch.spec.whatwg.org/#append-a-request-origin-header
    const headers = { 'content-security-policy': contentSecurityPolicy, 'referrer-policy': 'same-origin' };
    return { status: 200, text: html, mediaType: 'text/html; charset=utf-8', headers };
  };
}
