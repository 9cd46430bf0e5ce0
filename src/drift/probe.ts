/** Sends requests without a token, and judges the answers. */
import pMap from 'p-map';
import { answeredOtherwise, noAnswer } from './report-messages';
import type { ProbeReport } from './drift-report';
import type { ProbeRequest } from './probe-request';

/** Requests at once. */
const MOST_AT_ONCE = 5;

/** Milliseconds that one request may take. */
const TIMEOUT_MS = 3000;

/** @param onAnswer is told how many requests are done */
export function probeAll(
  requests: readonly ProbeRequest[],
  send: typeof fetch,
  onAnswer: (done: number) => void,
): Promise<ProbeReport[]> {
  let done = 0;
  return pMap(
    requests,
    async (request) => {
      const report = await probe(request, send);
      done += 1;
      onAnswer(done);
      return report;
    },
    { concurrency: MOST_AT_ONCE },
  );
}

async function probe({ method, url }: ProbeRequest, send: typeof fetch): Promise<ProbeReport> {
  try {
    const response = await send(url, {
      method,
      redirect: 'manual',
      headers: { 'user-agent': 'serverless-passage' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    // Nothing of the answer is read but its head.
    await response.body?.cancel();
    return judge(response);
  } catch (error) {
    const isTimeout = error instanceof Error && error.name === 'TimeoutError';
    return { result: 'cannot-tell', status: null, reason: noAnswer(isTimeout ? TIMEOUT_MS : null, error) };
  }
}

/** An authorizer of API Gateway answers 401 with `www-authenticate: Bearer`, and nothing more in that header, when there is no token. */
function judge({ status, headers }: Response): ProbeReport {
  const challenge = headers.get('www-authenticate');
  if (status === 401 && challenge?.trim() === 'Bearer') return { result: 'refused', status };
  if (status >= 200 && status < 400) return { result: 'open', status };
  return { result: 'cannot-tell', status, reason: answeredOtherwise(status) };
}
