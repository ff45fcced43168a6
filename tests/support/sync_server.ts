/**
 * A sync server of TaskChampion's in memory: it answers as the real one does, which
 * `tests/contract/sync_server_test.ts` holds it to.
 */
export interface SyncServer extends AsyncDisposable {
  readonly url: string;
  /** `METHOD path` of every request, in order. */
  readonly asked: readonly string[];
  /** Answers in its place; `null`: it does. */
  interfere: ((request: Request, answer: () => Promise<Response>) => Promise<Response>) | null;
  /** Forgets all versions of all clients up to the newest snapshot, as a server may. */
  trim(): void;
  /** Everything, to be put back later. */
  copy(): Clients;
  putBack(clients: Clients): void;
}

interface Version {
  readonly id: string;
  readonly parent: string;
  readonly segment: Uint8Array<ArrayBuffer>;
}

interface Client {
  readonly newest: string;
  readonly versions: readonly Version[];
  readonly snapshot: {
    readonly version: string;
    readonly data: Uint8Array<ArrayBuffer>;
    readonly versionsSince: number;
  } | null;
}

type Clients = ReadonlyMap<string, Client>;

const nil = "00000000-0000-0000-0000-000000000000";
const segmentType = "application/vnd.taskchampion.history-segment";
const snapshotType = "application/vnd.taskchampion.snapshot";
/** A snapshot is wanted after so many versions; one behind the newest by more is not taken. */
const snapshotVersions = 100;
const searchLength = 5;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function startSyncServer({ port = 0 } = {}): SyncServer {
  let clients = new Map<string, Client>();
  const asked: string[] = [];
  const server = Deno.serve({ port, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    asked.push(`${request.method} ${new URL(request.url).pathname}`);
    const answer = () => answered(request);
    return await (self.interfere?.(request, answer) ?? answer());
  });

  async function answered(request: Request): Promise<Response> {
    const [, call = "", id = ""] =
      /^\/v1\/client\/([a-z-]+)(?:\/([^/]+))?$/.exec(new URL(request.url).pathname) ?? [];
    const client = request.headers.get("x-client-id") ?? "";
    const isNamed = call === "snapshot" ? id === "" : uuid.test(id);
    switch (`${request.method} ${call}`) {
      case "GET get-child-version":
        return refusal(isNamed, client) ?? childOf(client, id);
      case "POST add-version": {
        const type = request.headers.get("content-type");
        if (isNamed && type !== segmentType) return text(400, "Bad content-type");
        const body = new Uint8Array(await request.arrayBuffer());
        return refusal(isNamed, client) ?? add(client, id, body);
      }
      case "GET snapshot":
        return refusal(isNamed, client) ?? snapshotOf(client);
      case "POST add-snapshot": {
        const type = request.headers.get("content-type");
        if (isNamed && type !== snapshotType) return text(400, "Bad content-type");
        const body = new Uint8Array(await request.arrayBuffer());
        return refusal(isNamed, client) ?? addSnapshot(client, id, body);
      }
    }
    return new Response(null, { status: 404 });
  }

  function childOf(name: string, parent: string): Response {
    const client = clients.get(name);
    if (client === undefined) return text(404, "no such client");
    const child = client.versions.find((version) => version.parent === parent);
    if (child !== undefined) {
      return new Response(child.segment, {
        headers: {
          "content-type": segmentType,
          "x-version-id": child.id,
          "x-parent-version-id": parent,
        },
      });
    }
    const { newest } = client;
    return newest === parent || newest === nil
      ? text(404, "no such version")
      : text(410, "version has been deleted");
  }

  function add(name: string, parent: string, segment: Uint8Array<ArrayBuffer>): Response {
    if (segment.length === 0) return text(400, "Empty body");
    const { newest, versions, snapshot } = clients.get(name) ??
      { newest: nil, versions: [], snapshot: null };
    if (newest !== nil && newest !== parent) {
      return new Response(null, { status: 409, headers: { "x-parent-version-id": newest } });
    }
    const id = crypto.randomUUID();
    const since = snapshot === null ? Infinity : snapshot.versionsSince;
    clients.set(name, {
      newest: id,
      versions: [...versions, { id, parent, segment }],
      snapshot: snapshot === null ? null : { ...snapshot, versionsSince: since + 1 },
    });
    const wanted = since >= snapshotVersions * 1.5
      ? { "x-snapshot-request": "urgency=high" }
      : since >= snapshotVersions
      ? { "x-snapshot-request": "urgency=low" }
      : {};
    return new Response(null, { headers: { "x-version-id": id, ...wanted } as HeadersInit });
  }

  function snapshotOf(name: string): Response {
    const client = clients.get(name);
    if (client === undefined) return text(404, "No such client");
    const { snapshot } = client;
    return snapshot === null ? text(404, "no snapshot") : new Response(snapshot.data, {
      headers: { "content-type": snapshotType, "x-version-id": snapshot.version },
    });
  }

  function addSnapshot(name: string, version: string, data: Uint8Array<ArrayBuffer>): Response {
    if (data.length === 0) return text(400, "No snapshot supplied");
    const client = clients.get(name);
    if (client === undefined) return text(404, "No such client");
    const ids = client.versions.map(({ id }) => id);
    const at = ids.lastIndexOf(version);
    const before = ids.lastIndexOf(client.snapshot?.version ?? "");
    if (at > before && at >= ids.length - searchLength) {
      clients.set(name, { ...client, snapshot: { version, data, versionsSince: 0 } });
    }
    return new Response(null);
  }

  const self: SyncServer = {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    interfere: null,
    trim() {
      clients = new Map([...clients].map(([name, client]) => {
        const at = client.versions.findIndex(({ id }) => id === client.snapshot?.version);
        return [name, { ...client, versions: client.versions.slice(at + 1) }];
      }));
    },
    copy: () => new Map(clients),
    putBack: (earlier) => void (clients = new Map(earlier)),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
  return self;
}

/** `null`: it may be looked at. */
function refusal(isNamed: boolean, client: string): Response | null {
  if (!isNamed) return text(404, "");
  return uuid.test(client) ? null : text(400, "bad x-client-id");
}

function text(status: number, body: string): Response {
  return new Response(body, {
    status,
    headers: body === "" ? {} : { "content-type": "text/plain; charset=utf-8" },
  });
}
