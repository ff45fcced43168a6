import { uuidForm } from "@/domain/uuid.ts";
import type { Exchange, RawAnswer, RawRequest, Transport } from "@/ports/transport.ts";
import type { SnapshotUrgency, VersionId, VersionServer } from "@/ports/version_server.ts";
import type { Cipher } from "@/adapters/taskchampion/cipher.ts";
import { answerWrong, refused, unavailable } from "@/adapters/taskchampion/server_errors.ts";

type Bytes = Uint8Array<ArrayBuffer>;

interface HttpServerDeps {
  readonly url: string;
  readonly clientId: string;
  readonly cipher: Cipher;
  readonly transport: Pick<Transport, "send">;
}

const segmentType = "application/vnd.taskchampion.history-segment";
const snapshotType = "application/vnd.taskchampion.snapshot";

/** TaskChampion's sync server (its docs/src/http.md); what is sent there is encrypted. */
export function createHttpServer(deps: HttpServerDeps): VersionServer {
  const { url, clientId, cipher, transport } = deps;
  const name = `the sync server ${url}`;
  const mine = { "x-client-id": clientId };

  const get = (path: string, signal: AbortSignal): Request => ({
    method: "GET",
    path: `/v1/client/${path}`,
    headers: mine,
    once: false,
    signal,
  });
  const post = (path: string, type: string, bytes: Bytes, signal: AbortSignal): Request => ({
    method: "POST",
    path: `/v1/client/${path}`,
    headers: { ...mine, "content-type": type },
    bytes,
    once: true,
    signal,
  });

  async function ask(request: Request): Promise<RawAnswer> {
    const exchange = await transport.send({ body: null, wantsBytes: true, ...request });
    return answerOf(exchange, request);
  }

  function answerOf(exchange: Exchange, { method }: Request): RawAnswer {
    if (exchange.kind === "unanswered") {
      const { failure } = exchange;
      throw unavailable(name, failure.message, method === "POST" && failure.sent, failure.cause);
    }
    const { answer } = exchange;
    const { status } = answer;
    const isBusy = status >= 500 || status === 408 || status === 429;
    // A proxy may answer so for a server that has done it.
    if (isBusy) throw unavailable(name, `it answers ${status}`, method === "POST" && status >= 500);
    return answer;
  }

  function known(answer: RawAnswer, header: string): VersionId {
    const id = answer.headers[header]?.toLowerCase() ?? "";
    if (uuidForm.test(id)) return id;
    throw answerWrong(name, `it answers ${answer.status} without ${header}`);
  }

  async function opened(answer: RawAnswer, version: VersionId, type: string): Promise<Bytes> {
    const [found = ""] = (answer.headers["content-type"] ?? "").split(";");
    if (found !== type) throw answerWrong(name, `it answers with ${found || "no content type"}`);
    return await cipher.open(version, answer.bytes ?? new Uint8Array());
  }

  return {
    name,
    async childOf(parent, signal) {
      const answer = await ask(get(`get-child-version/${parent}`, signal));
      switch (answer.status) {
        case 200: {
          const id = known(answer, "x-version-id");
          const segment = textOf(await opened(answer, parent, segmentType));
          return { kind: "version", id, segment };
        }
        case 404:
          return { kind: "none" };
        case 410:
          return { kind: "gone" };
      }
      throw refused(name, answer);
    },
    async add(parent, segment, signal) {
      const sealed = await cipher.seal(parent, new TextEncoder().encode(segment));
      const answer = await ask(post(`add-version/${parent}`, segmentType, sealed, signal));
      switch (answer.status) {
        case 200:
          return { kind: "added", id: known(answer, "x-version-id"), urgency: urgencyIn(answer) };
        case 409:
          return { kind: "refused", newest: known(answer, "x-parent-version-id") };
      }
      throw refused(name, answer);
    },
    async snapshot(signal) {
      const answer = await ask(get("snapshot", signal));
      if (answer.status === 404) return null;
      if (answer.status !== 200) throw refused(name, answer);
      const version = known(answer, "x-version-id");
      return { version, data: await opened(answer, version, snapshotType) };
    },
    async addSnapshot({ version, data }, signal) {
      const sealed = await cipher.seal(version, data);
      const answer = await ask(post(`add-snapshot/${version}`, snapshotType, sealed, signal));
      if (answer.status !== 200) throw refused(name, answer);
    },
  };
}

type Request = Omit<RawRequest, "body">;

function urgencyIn({ headers }: RawAnswer): SnapshotUrgency {
  switch (headers["x-snapshot-request"]) {
    case "urgency=low":
      return "low";
    case "urgency=high":
      return "high";
  }
  return "none";
}

function textOf(bytes: Bytes): string {
  return new TextDecoder().decode(bytes);
}
