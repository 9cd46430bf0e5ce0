let loading: ReturnType<typeof load> | undefined;

function load() {
  return import('jose');
}

/** Loads jose where the first token is verified or signed: a command that does neither does not pay for it. */
export function loadJose(): ReturnType<typeof load> {
  return (loading ??= load());
}
