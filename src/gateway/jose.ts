let loading: ReturnType<typeof load> | undefined;

/** Only what verifies: the Lambda authorizer is bundled with it. */
async function load() {
  const [{ compactVerify }, { importJWK }] = await Promise.all([
    import('jose/jws/compact/verify'),
    import('jose/key/import'),
  ]);
  return { compactVerify, importJWK };
}

/** Loads jose where the first token is verified: a command that verifies none does not pay for it. */
export function loadJose(): ReturnType<typeof load> {
  return (loading ??= load());
}
