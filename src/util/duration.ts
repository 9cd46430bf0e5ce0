/** Durations as people write and read them, by the `ms` package. */
import ms, { type StringValue } from 'ms';

/** Seconds in each unit, the longest first. */
const UNITS = { d: 86_400, h: 3600, m: 60, s: 1 } as const;

/** `90s`, `15m`, `1h`, `30d` in seconds; `undefined` for any other spelling, and for what is not positive. */
export function parseDuration(text: string): number | undefined {
  return /^[0-9]{1,9}(\.[0-9]{1,9})?[smhd]$/.test(text) ? readSeconds(text) : undefined;
}

/** The spelling that `1hour`, `90 min`, `2w` or `3600` stand for; `undefined` where no duration can be read. */
export function likelyDuration(text: string): string | undefined {
  const trimmed = text.trim();
  if (/^[1-9][0-9]{0,8}$/.test(trimmed)) return `${trimmed}s`;
  // A number without a unit is milliseconds to `ms`, which nobody means here; it throws for a long text.
  const seconds = /[a-z]$/i.test(trimmed) && trimmed.length <= 20 ? readSeconds(trimmed) : undefined;
  if (seconds === undefined) return undefined;
  const [unit, length] = Object.entries(UNITS).find(([, each]) => seconds % each === 0) ?? ['s', 1];
  return `${seconds / length}${unit}`;
}

function readSeconds(text: string): number | undefined {
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
