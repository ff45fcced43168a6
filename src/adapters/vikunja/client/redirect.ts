/**
 * What to tell a person whose server answered with a redirect. Only one to the same machine name is worth naming:
 * whoever answered chose the address, and whoever follows it sends the token there.
 */
export function redirectHint(location: string, host: string): string {
  const to = targetOf(location, host);
  const name = host.replace(/:\d+$/, "");
  if (to !== null && to.hostname === name && to.protocol === "https:") {
    return `The server itself is at https://${to.host} now: put that into the configuration.`;
  }
  return "It redirects elsewhere, and is not followed: somebody in between may have answered. Look at the address " +
    "in a browser, and change the configuration only if you know the new one.";
}

/** `null`: it is no address. */
function targetOf(location: string, host: string): URL | null {
  return URL.canParse(location, `http://${host}`) ? new URL(location, `http://${host}`) : null;
}
