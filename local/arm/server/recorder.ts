import { appendFileSync } from 'node:fs';

/** Writes down every exchange, one JSON line each, without tokens. */
export interface Recorder {
  record(request: Request, requestBody: string, response: Response): Promise<void>;
}

export function createRecorder(file: string): Recorder {
  return {
    async record(request, requestBody, response) {
      const { authorization: _, ...requestHeaders } = Object.fromEntries(request.headers);
      const responseBody = await response.clone().text();
      const line = {
        method: request.method,
        url: request.url,
        requestHeaders,
        ...(requestBody !== '' && { requestBody: parse(requestBody) }),
        status: response.status,
        responseHeaders: Object.fromEntries(response.headers),
        ...(responseBody !== '' && { responseBody: parse(responseBody) }),
      };
      appendFileSync(file, `${JSON.stringify(line)}\n`);
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
