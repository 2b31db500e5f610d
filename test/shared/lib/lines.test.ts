import { expect, test } from 'vitest';
import { linesOf } from '../../../shared/lib/lines.ts';

async function read(chunks: readonly string[], maxBytes = 100): Promise<readonly string[]> {
  async function* stream() {
    for (const chunk of chunks) yield Buffer.from(chunk, 'latin1');
  }
  const lines: string[] = [];
  for await (const line of linesOf(stream(), maxBytes)) lines.push(line);
  return lines;
}

test.each<[string, readonly string[], readonly string[]]>([
  ['nothing', [], []],
  ['one line without an end', ['one'], ['one']],
  ['lines, one of them empty', ['one\n\ntwo\n'], ['one', '', 'two']],
  ['lines that lie across chunks', ['on', 'e\ntw', 'o', '\nthree'], ['one', 'two', 'three']],
  ['ends of lines of another system', ['one\r\ntwo'], ['one', 'two']],
  ['a letter that lies across chunks', ['\xc3', '\xa4\nb'], ['ä', 'b']],
])('%s', async (_, chunks, lines) => {
  expect(await read(chunks)).toEqual(lines);
});

test('of an endless line only the beginning is kept, and the next line is whole', async () => {
  const endless = Array.from({ length: 1_000 }, () => 'x'.repeat(100));
  expect(await read([...endless, '\nnext\n'], 10)).toEqual(['xxxxxxxxxx', 'next']);
});
