import type { TableClient } from '@azure/data-tables';

export interface Metered {
  readonly calls: number;
  /** Of the answers, without their headers. */
  readonly bytes: number;
  /** Of this process, its user and system time. */
  readonly cpuMs: number;
}

/** Counts what is read through a client of a storage service while something runs. */
export function meterOf(pipeline: TableClient['pipeline']): (work: () => Promise<void>) => Promise<Metered> {
  let calls = 0;
  let bytes = 0;
  pipeline.addPolicy({
    name: 'meter',
    async sendRequest(request, next) {
      const response = await next(request);
      calls++;
      bytes += Buffer.byteLength(response.bodyAsText ?? '');
      return response;
    },
  });
  return async (work) => {
    const [callsBefore, bytesBefore, cpuBefore] = [calls, bytes, process.cpuUsage()];
    await work();
    const { user, system } = process.cpuUsage(cpuBefore);
    return { calls: calls - callsBefore, bytes: bytes - bytesBefore, cpuMs: (user + system) / 1000 };
  };
}
