import { describe, expect, test } from 'vitest';
import { quoteWord } from '../../../shared/lib/shell.ts';
import { inShell, quoteForPowerShell } from '../../../shared/steps/in-shell.ts';
import { wordsOfPowerShell } from '../../support/powershell.ts';

describe('a word for PowerShell', () => {
  test.each([
    ['a name', 'rg-apps', 'rg-apps'],
    ['an id', '/subscriptions/0/resourceGroups/a', '/subscriptions/0/resourceGroups/a'],
    ['an option', '--resource-group', '--resource-group'],
    ['nothing', '', "''"],
    ['a space', 'two words', "'two words'"],
    ['a quote', "it's", "'it''s'"],
    [
      'typographic quotes, which PowerShell reads as quotes',
      'a\u2018b\u2019c\u201ad\u201be',
      "'a\u2018\u2018b\u2019\u2019c\u201a\u201ad\u201b\u201be'",
    ],
    ['a variable', '$env:PATH', "'$env:PATH'"],
    ['a subexpression', '$(exit)', "'$(exit)'"],
    ['a backtick', 'a`nb', "'a`nb'"],
    ['an array', 'a,b', "'a,b'"],
    ['a script block', '{exit}', "'{exit}'"],
    ['a splat', '@words', "'@words'"],
    ['the end of all parsing', '--%', "'--%'"],
    ['a comment', '#a', "'#a'"],
    ['a statement', 'a;exit', "'a;exit'"],
    ['a short option with a point, which PowerShell cuts in two', '-a.b', "'-a.b'"],
    ['an option with a value', '--name=-x', "'--name=-x'"],
    ['a wildcard', '*', "'*'"],
    ['double quotes', '{"a": 1}', `'{"a": 1}'`],
  ])('%s', (_, word, expected) => {
    expect(quoteForPowerShell(word)).toBe(expected);
    expect(wordsOfPowerShell(quoteForPowerShell(word))).toEqual([word]);
  });
});

describe('a step', () => {
  const command = (...words: readonly string[]) => words.map((word) => quoteWord(word)).join(' ');

  test('is as it was for a POSIX shell, and a sentence is the same in both', () => {
    const step = command('az', 'group', 'create', '--name', "it's");
    expect(inShell(step, 'sh')).toBe(step);
    expect(inShell('Don\'t do "this".', 'pwsh')).toBe('Don\'t do "this".');
  });

  test('that no shell can read stays as it is', () => {
    expect(inShell("az group create --name 'a", 'pwsh')).toBe("az group create --name 'a");
  });

  test('is quoted again for PowerShell', () => {
    expect(inShell(command('az', 'group', 'create', '--name', "it's $a"), 'pwsh')).toBe(
      "az group create --name 'it''s $a'",
    );
  });

  test.each([
    ['JSON', '{"a":"it\'s"}'],
    ['a query of a URL', 'https://management.azure.com/x?a=1&b=2'],
    ['a variable of cmd', '%PATH%'],
    ['a redirect', '<id>'],
    ['a pipe', "[?contains(name, 'x')] | [0]"],
    ['a backslash', 'a\\'],
  ])('hands the Azure CLI a file for %s, which the batch file on Windows would change', (_, value) => {
    const text = inShell(command('az', 'rest', '--url', value), 'pwsh');
    expect(text).toBe(
      `$file1 = New-TemporaryFile; Set-Content $file1 '${value.replaceAll("'", "''")}' -NoNewline; az rest --url "@$($file1.FullName)"; Remove-Item $file1`,
    );
  });

  test('keeps an option and its value one word', () => {
    expect(inShell(command('az', 'x', '--name=-a&b', '--body', '{"a":1}'), 'pwsh')).toBe(
      "$file1 = New-TemporaryFile; Set-Content $file1 '-a&b' -NoNewline; $file2 = New-TemporaryFile; Set-Content $file2 '{\"a\":1}' -NoNewline; " +
        'az x "--name=@$($file1.FullName)" --body "@$($file2.FullName)"; Remove-Item $file1, $file2',
    );
  });

  test('of kubectl needs no file: it is a program of its own', () => {
    expect(inShell(command('kubectl', 'patch', 'x', '-p', '{"a":1}'), 'pwsh')).toBe(`kubectl patch x '-p' '{"a":1}'`);
  });
});
