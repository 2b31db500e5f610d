/** How far a scan is, on a terminal; a pipe or a file hears nothing of it. */
export class ConsoleProgress {
  readonly #stream: Pick<NodeJS.WriteStream, 'isTTY'> & { write(text: string): unknown };
  readonly #total: number;

  constructor(stream: Pick<NodeJS.WriteStream, 'isTTY'> & { write(text: string): unknown }, total: number) {
    this.#stream = stream;
    this.#total = total;
  }

  show(done: number): void {
    if (!this.#stream.isTTY) return;
    this.#stream.write(
      `\r\u001b[2KScanning ${this.#total === 1 ? 'the cluster' : `${this.#total} clusters`}: ${done} done`,
    );
  }

  end(): void {
    if (this.#stream.isTTY) this.#stream.write('\r\u001b[2K');
  }
}
