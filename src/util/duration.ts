/** Durations as people write and read them, by the `ms` package. */
import ms, { type StringValue } from 'ms';

/** `90s`, `15m`, `30d` in seconds; `undefined` for anything else, and for what is not positive. */
export function parseDuration(text: string): number | undefined {
  // Without a unit `ms` takes milliseconds, which nobody means here.
  if (!/[a-z]$/i.test(text) || text.length > 20) return undefined;
  const milliseconds = ms(text as StringValue) as number | undefined;
  return milliseconds !== undefined && milliseconds >= 1000 ? Math.floor(milliseconds / 1000) : undefined;
}

/** `12 minutes`. */
function formatDuration(seconds: number): string {
  return ms(seconds * 1000, { long: true });
}

/** `2026-01-01T00:00:00.000Z, 12 minutes ago`. A claim may hold any number, so dates can be out of range. */
export function describeTime(found: unknown, now: unknown): string {
  const [seconds, reference] = [Number(found), Number(now)];
  const date = new Date(seconds * 1000);
  const isAhead = seconds > reference;
  // `ms` refuses distances that are not finite.
  if (Number.isNaN(date.getTime())) return `at ${seconds}, ${isAhead ? 'far from now' : 'long ago'}`;
  const distance = formatDuration(Math.max(1, Math.abs(seconds - reference)));
  return `${date.toISOString()}, ${distance} ${isAhead ? 'from now' : 'ago'}`;
}
