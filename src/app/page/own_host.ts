const loopback: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Whether a header `host` names where this page is: any other name is a stranger's that was made to point here, so that
 * their page may read what this one shows. `bound`: the address that it listens on.
 */
export function isHostOf(host: string, bound: string, port: number): boolean {
  const { 1: name = "", 2: asked = "80" } = /^(.+?)(?::(\d{1,5}))?$/.exec(host.toLowerCase()) ?? [];
  if (Number(asked) !== port) return false;
  if (loopback.has(name) || name === bound.toLowerCase() || name === `[${bound}]`) return true;
  return !isLoopback(bound) && /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/.test(name);
}

/** Whether nobody on another machine can reach that address. */
function isLoopback(address: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|localhost|::1)$/i.test(address);
}
