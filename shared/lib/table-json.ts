/**
 * JSON in the properties of a Table entity. A property holds 64 KiB, which is 32,768 UTF-16
 * characters, so longer text is cut into numbered parts.
 * https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model
 */
const PART_LENGTH = 32_000;

export function toProperties(data: object): Record<string, string> {
  const text = toAscii(JSON.stringify(data));
  const parts = Array.from({ length: Math.ceil(text.length / PART_LENGTH) }, (_, index) => [
    `json${index}`,
    text.slice(index * PART_LENGTH, (index + 1) * PART_LENGTH),
  ]);
  return Object.fromEntries(parts);
}

/**
 * The data that `toProperties` stored.
 * @throws SyntaxError when the entity does not hold it: it was not written by us, or was altered.
 */
export function fromProperties(entity: Readonly<Record<string, unknown>>): unknown {
  let text = '';
  for (let index = 0; typeof entity[`json${index}`] === 'string'; index++) text += entity[`json${index}`];
  return JSON.parse(text);
}

/**
 * Azurite breaks letters beyond ASCII that fall on the border of two network packets; written as
 * escapes, there are none.
 */
export function toAscii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
