/**
 * Quotes one word of a command line for a POSIX shell, and splits a command line into its words.
 */
export { quote as quoteWord, split as splitWords } from 'shlex';
