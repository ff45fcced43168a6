/** Addresses at which nobody else can listen in. */
const loopback = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

type Environment = Readonly<Record<string, string | undefined>>;

/** What of the way to the server can be read, or answered, by others. `env`: of this process. */
export function addressWarnings(url: string, env: Environment): readonly string[] {
  const { protocol, hostname } = new URL(url);
  const isPlain = protocol === "http:" && !loopback.test(hostname);
  return [
    ...isPlain
      ? [`${url} is not encrypted: everybody on the way can read the token and the tasks`]
      : [],
    ...certificateWarnings(url, env),
  ];
}

/** Who can answer in its place. */
export function certificateWarnings(url: string, env: Environment): readonly string[] {
  const isBlind = new URL(url).protocol === "https:" && env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0";
  return isBlind
    ? [
      "NODE_TLS_REJECT_UNAUTHORIZED=0 is set: certificates are not to be checked, so anybody on the way could " +
      "pose as the server; unset it, and name an authority of your own in `ca_file`",
    ]
    : [];
}
