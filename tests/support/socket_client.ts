import { Agent, request } from "node:http";

/** One kept connection to a Unix socket; one call at a time. */
interface SocketClient extends Disposable {
  post(path: string, body: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
  get(path: string): Promise<{ readonly status: number; readonly body: unknown }>;
}

export function socketClient(socketPath: string): SocketClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const call = (method: string, path: string, text: string) =>
    new Promise<{ status: number; body: unknown }>((resolve, reject) => {
      const headers = {
        "content-type": "application/json",
        "content-length": new TextEncoder().encode(text).length,
      };
      const sent = request({ socketPath, path, method, agent, headers }, (response) => {
        let answer = "";
        response.setEncoding("utf8");
        response.on("data", (chunk) => answer += chunk);
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(answer) });
        });
      });
      sent.on("error", reject);
      sent.end(text);
    });
  return {
    post: (path, body) => call("POST", path, JSON.stringify(body)),
    get: (path) => call("GET", path, ""),
    [Symbol.dispose]: () => agent.destroy(),
  };
}
