/**
 * Whether a Host header names this machine: by an address, as localhost, or by its own name. Any other name can be
 * a stranger's that was made to point here, so that a page of theirs may read the answer in a browser. The socket's
 * callers say `daemon`, or nothing.
 */
export function isOwnHost(host: string, hostName: string): boolean {
  const name = host.toLowerCase().replace(/:\d{1,5}$/, "").replace(/\.$/, "");
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(name) || /^\[[0-9a-f:.]+\]$/.test(name)) return true;
  const own = hostName.toLowerCase();
  return ["", "daemon", "localhost", own, `${own}.local`, own.split(".")[0]].includes(name);
}
