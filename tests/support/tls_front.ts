import https from "node:https";
import http from "node:http";
import { once } from "node:events";

/** Certificates of an authority of one's own, and of a server named `localhost` and 127.0.0.1, made by openssl. */
interface OwnAuthority {
  readonly caFile: string;
  readonly cert: string;
  readonly key: string;
}

interface Certified {
  readonly names?: string;
  /** Below 0: it is over. */
  readonly days?: number;
}

export async function ownAuthority(
  folder: string,
  name = "own",
  { names = "DNS:localhost,IP:127.0.0.1", days = 30 }: Certified = {},
): Promise<OwnAuthority> {
  const file = (what: string) => `${folder}/${name}-${what}`;
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await openssl("req", "-x509", ...key, "-subj", `/CN=Authority ${name}`, "-days", "30", [
    "-keyout",
    file("ca.key"),
    "-out",
    file("ca.pem"),
  ]);
  await openssl("req", ...key, "-subj", "/CN=localhost", [
    "-keyout",
    file("server.key"),
    "-out",
    file("server.csr"),
  ]);
  await Deno.writeTextFile(file("names"), `subjectAltName=${names}\n`);
  await openssl("x509", "-req", "-in", file("server.csr"), "-days", String(days), [
    "-CA",
    file("ca.pem"),
    "-CAkey",
    file("ca.key"),
    "-CAcreateserial",
    "-extfile",
    file("names"),
    "-out",
    file("server.pem"),
  ]);
  return {
    caFile: file("ca.pem"),
    cert: await Deno.readTextFile(file("server.pem")),
    key: await Deno.readTextFile(file("server.key")),
  };
}

async function openssl(...args: readonly (string | readonly string[])[]): Promise<void> {
  const command = new Deno.Command("openssl", { args: args.flat(), stdout: "null" });
  const { code, stderr } = await command.output();
  if (code !== 0) throw new Error(`openssl: ${new TextDecoder().decode(stderr)}`);
}

/** TLS in front of a server that has none, as a reverse proxy would be. */
export async function tlsFront(
  target: string,
  { cert, key }: Pick<OwnAuthority, "cert" | "key">,
): Promise<{ readonly port: number } & AsyncDisposable> {
  const to = new URL(target);
  const server = https.createServer({ cert, key }, (request, response) => {
    const { method, url: path, headers } = request;
    const onward = http.request(
      { host: to.hostname, port: to.port, method, path, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on("error", () => response.destroy());
    request.on("error", () => onward.destroy());
    response.on("error", () => onward.destroy());
    request.pipe(onward);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as { readonly port: number }).port,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await Promise.resolve();
    },
  };
}
