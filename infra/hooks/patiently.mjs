/**
 * Asks again and again until the answer is there, and shows what it waits for.
 * @param ask answers undefined when all is well, else why not (yet)
 * @returns undefined, or why it was still not so after the last try
 */
export async function patiently({ ask, what, tries, betweenMs, wait, say }) {
  let shown;
  for (let tried = 1; ; tried++) {
    const why = await ask();
    if (why === undefined || tried === tries) return why;
    // Once a minute even where nothing changes: a silent console looks like one that hangs.
    const isDue = ((tried - 1) * betweenMs) % 60_000 === 0;
    if (why !== shown || isDue)
      say(`Waiting for ${what}: ${why} (try ${tried} of ${tries}, every ${betweenMs / 1000} s)`);
    shown = why;
    await wait(betweenMs);
  }
}
