/**
 * Version of Backstay as its record and its requests name it; a test holds it against package.json.
 */
export const VERSION = '0.1.0';
