import { files } from "@system/files.ts";
import type { Json } from "@/domain/json.ts";
import { refusal, unavailable } from "@/adapters/http/answers.ts";
import { isOwnHost } from "@/adapters/http/own_host.ts";
import { jsonAnswer, type Route } from "@/adapters/http/routes.ts";
import { listen } from "@/adapters/http/server.ts";
import { signUpRoutes } from "@/adapters/http/sign_up_route.ts";
import { webhookRoute } from "@/adapters/http/webhook_route.ts";
import type { Deliveries, Door, Place } from "@/ports/doors.ts";
import type { BehindLists, ListStand } from "@/ports/lists.ts";

interface ListsDoorDeps {
  readonly hostName: string;
  readonly collectGarbage: () => void;
}

/** Deliveries to `/LIST/webhook`, and how the lists do; over TCP the latter only where that was asked for. */
export async function openListsDoor(
  place: Place,
  behind: BehindLists,
  { hostName, collectGarbage }: ListsDoorDeps,
): Promise<Door> {
  const isPublic = place.kind === "tcp";
  const door = await listen(place, {
    routes: [
      ...standRoutes(behind, hostName),
      ...behind.signUp === null ? [] : signUpRoutes(behind.signUp),
    ],
    routesTo: createListRoutes(behind),
    isPublic,
    collectGarbage,
  });
  if (place.kind === "socket") files.changeMode(place.path, 0o600);
  return door;
}

/** The one that a target is for, made once for as long as the list runs. */
function createListRoutes({ deliveries }: BehindLists): (target: string) => readonly Route[] {
  const made = new WeakMap<Deliveries, Route>();
  return (target) => {
    const [path = "", name = ""] = /^(?:https?:\/\/[^/?#]*)?\/([A-Za-z0-9_-]+)\/webhook(?=$|\?)/i
      .exec(target) ?? [];
    if (path === "") return [];
    const to = deliveries(name);
    if (to === null) return [];
    if (to === "away") return [awayRoute(`/${name}/webhook`)];
    const route = made.get(to) ?? { ...webhookRoute(to), path: `/${name}/webhook` };
    made.set(to, route);
    return [route];
  };
}

/** What it is sent comes again. */
function awayRoute(path: string): Route {
  const away = unavailable("The list does not run now");
  return {
    method: "POST",
    path,
    isPublic: true,
    maxBytes: 0,
    admit: () => away,
    handle: () => Promise.resolve(away),
  };
}

function standRoutes(behind: BehindLists, hostName: string): readonly Route[] {
  const { isOpenForMetrics: isPublic } = behind;
  const own: Route["admit"] = ({ host }) =>
    isOwnHost(host ?? "", hostName)
      ? null
      : refusal(421, "REFUSED", "Ask by address, as localhost, or by this machine's own name");
  const usual = { method: "GET", isPublic, maxBytes: 0, admit: own } as const;
  return [
    {
      ...usual,
      path: "/healthz",
      handle: () => Promise.resolve(jsonAnswer(healthOf(behind.stands()))),
    },
    {
      ...usual,
      path: "/metrics",
      handle: () =>
        Promise.resolve({
          kind: "text",
          status: 200,
          type: "text/plain; version=0.0.4; charset=utf-8",
          body: behind.metrics(),
        }),
    },
    {
      ...usual,
      path: "/v1/lists",
      isPublic: false,
      handle: () => Promise.resolve(jsonAnswer({ lists: behind.stands() } as unknown as Json)),
    },
  ];
}

/** A list in trouble is no reason to end the others: it is well as long as it answers. */
function healthOf(stands: readonly ListStand[]): Json {
  const count = (state: ListStand["state"]) =>
    stands.filter((stand) => stand.state === state).length;
  return {
    ok: true,
    lists: stands.length,
    running: count("running"),
    starting: count("starting"),
    failed: count("failed"),
    troubled: stands.filter(({ error }) => error !== null).length,
  };
}
