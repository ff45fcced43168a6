import type { Json } from "@/domain/json.ts";
import type { Entry } from "@/ports/operation_entry.ts";
import {
  type Asking,
  type Input,
  type OperationName,
  operationNames,
  type Operations,
  operations as table,
  type Output,
} from "@/ports/operations_table.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { refusal } from "@/adapters/http/answers.ts";
import { readBody } from "@/adapters/http/json_body.ts";
import { isOwnHost } from "@/adapters/http/own_host.ts";
import { progressLines } from "@/adapters/http/progress_lines.ts";
import {
  jsonAnswer,
  type Route,
  type RouteAnswer,
  type RouteRequest,
} from "@/adapters/http/routes.ts";

interface OperationRoutesDeps {
  /** Asked anew at each request: they change when the configuration is read again. */
  readonly operations: () => Operations;
  /** Whether those that are open are offered over TCP as well. */
  readonly isOpen: boolean;
  readonly hostName: string;
  readonly runtime: Pick<Runtime, "after">;
}

const maxBytes = 1024 * 1024;

/**
 * Every operation of the table. What somebody else holds is an answer (`{"ok":false,…}`, 200) like what is granted;
 * errors are those of every route.
 */
export function operationRoutes(deps: OperationRoutesDeps): readonly Route[] {
  return [...operationNames.map((name) => routeOf(name, deps)), documentRoute];
}

const documentRoute: Route = {
  method: "GET",
  path: "/openapi.json",
  isPublic: false,
  maxBytes,
  async handle() {
    const { openApiDocument } = await import("@/adapters/http/openapi.ts");
    return jsonAnswer(openApiDocument());
  },
};

function routeOf<Name extends OperationName>(name: Name, deps: OperationRoutesDeps): Route {
  const { method, path, isOpen } = table[name];
  const common = { method, path, maxBytes, isPublic: isOpen && deps.isOpen };
  const handle: Route["handle"] = (request) => answerOf(name, request, deps);
  return isOpen ? { ...common, handle, admit: ownHost(deps.hostName) } : { ...common, handle };
}

/** Of what strangers may ask nothing is secret, but no page of theirs may read it. */
function ownHost(hostName: string): NonNullable<Route["admit"]> {
  return ({ host }) =>
    isOwnHost(host ?? "", hostName)
      ? null
      : refusal(421, "REFUSED", "Ask by address, as localhost, or by this machine's own name");
}

async function answerOf<Name extends OperationName>(
  name: Name,
  request: RouteRequest,
  { operations, runtime }: OperationRoutesDeps,
): Promise<RouteAnswer> {
  const entry: Entry<Input<Name>, Output<Name>> = table[name];
  const input = readBody(entry.input, request.body);
  const act: Operations[Name] = operations()[name];
  const quiet = new Quiet(request);
  switch (entry.answers) {
    case "plain": {
      const output = await act(input, quiet);
      return jsonAnswer(onWire(entry.wire, output), entry.status(output));
    }
    case "progress": {
      const lines = progressLines(
        async (progress) =>
          onWire(entry.wire, await act(input, { signal: request.signal, progress })),
        runtime,
      );
      return { kind: "lines", lines };
    }
    case "text": {
      const output = await act(input, quiet);
      const type = "text/plain; version=0.0.4; charset=utf-8";
      return { kind: "text", status: 200, type, body: String(output) };
    }
  }
}

/** Its signal is made for whoever looks at it. */
class Quiet implements Asking {
  readonly #request: RouteRequest;

  constructor(request: RouteRequest) {
    this.#request = request;
  }

  get signal() {
    return this.#request.signal;
  }

  progress() {}
}

function onWire(wire: string | null, output: Json): Json {
  return wire === null ? output : { [wire]: output };
}
