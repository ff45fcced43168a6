/** Addresses at which nobody else can listen in. */
const loopback = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

/** What of the way to the server can be read, or answered, by others. `env`: of this process. */
export function addressWarnings(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const { protocol, hostname } = new URL(url);
  const isPlain = protocol === "http:" && !loopback.test(hostname);
  const isBlind = protocol === "https:" && env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0";
  return [
    ...(isPlain
      ? [`${url} is not encrypted: everybody on the way can read the token and the tasks`]
      : []),
    ...(isBlind
      ? [
        "NODE_TLS_REJECT_UNAUTHORIZED=0 is set: certificates are not to be checked, so anybody on the way could " +
        "pose as the server; unset it, and name an authority of your own in `ca_file`",
      ]
      : []),
  ];
}
