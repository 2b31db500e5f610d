import type { PipelineRequest } from '@azure/core-rest-pipeline';

/** Of one answer, unpacked. The largest pages that Azure sends are a few MiB. */
export const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/**
 * Ends the read of an answer that grows beyond the limit: a few KiB of gzip unpack to gigabytes,
 * which would end the process. The HTTP client reports its progress behind the decompression. The
 * result says whether that was the case, as the client's own error does not.
 */
export function limitAnswer(request: PipelineRequest): { readonly isExceeded: () => boolean } {
  let exceeded = false;
  request.onDownloadProgress = ({ loadedBytes }) => {
    if (loadedBytes <= MAX_ANSWER_BYTES) return;
    exceeded = true;
    throw new Error(`The answer has more than ${MAX_ANSWER_BYTES} bytes.`);
  };
  return { isExceeded: () => exceeded };
}
