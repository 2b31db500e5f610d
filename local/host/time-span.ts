import { z } from 'zod';

const PARTS = /^(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?$/;

/** A .NET time span such as `00:00:30` or `1.12:00:00`, in milliseconds. */
export const timeSpanMs = z.string().transform((text, context) => {
  const parts = PARTS.exec(text);
  if (parts === null) {
    context.addIssue(`"${text}" is no time span: write it as hh:mm:ss`);
    return z.NEVER;
  }
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1, 5).map((part) => Number(part ?? 0));
  const milliseconds = Number((parts[5] ?? '').padEnd(3, '0'));
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
});
