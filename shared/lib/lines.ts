/**
 * The lines of a stream of UTF-8. Of a line that is longer than `maxBytes` only the beginning is
 * kept.
 */
export async function* linesOf(stream: AsyncIterable<Uint8Array>, maxBytes: number): AsyncIterable<string> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  const keep = (part: Uint8Array) => {
    const some = part.subarray(0, Math.max(0, maxBytes - bytes));
    if (some.length > 0) parts.push(some);
    bytes += some.length;
  };
  const take = () => {
    const line = Buffer.concat(parts).toString('utf8');
    parts = [];
    bytes = 0;
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  };
  for await (const chunk of stream) {
    let from = 0;
    for (let end = chunk.indexOf(NEW_LINE); end >= 0; end = chunk.indexOf(NEW_LINE, from)) {
      keep(chunk.subarray(from, end));
      yield take();
      from = end + 1;
    }
    keep(chunk.subarray(from));
  }
  if (bytes > 0) yield take();
}

const NEW_LINE = 10;
