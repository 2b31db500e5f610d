/**
 * The words of one command as PowerShell reads them, if they are bare or between single quotes.
 * @throws on all else, as those would be expanded.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
export function wordsOfPowerShell(text: string): readonly string[] {
  const words: string[] = [];
  for (let rest = text; rest !== ''; rest = rest.trimStart()) {
    const quoted = /^['\u2018-\u201b]((?:[^'\u2018-\u201b]|['\u2018-\u201b]{2})*)['\u2018-\u201b](?= |$)/.exec(rest);
    const bare = /^[\w./:-]+(?= |$)/.exec(rest);
    const found = quoted ?? bare;
    if (found === null) throw new Error(`PowerShell reads this otherwise: ${rest}`);
    words.push(quoted === null ? found[0] : (found[1] ?? '').replace(/(['\u2018-\u201b])['\u2018-\u201b]/g, '$1'));
    rest = rest.slice(found[0].length);
  }
  return words;
}
