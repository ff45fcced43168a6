import { labelFields } from "../decode/bodies.ts";
import { asciiLower } from "../filter/filter.ts";
import { type Answer, type Call, type Route, route, showMaker } from "../http/call.ts";
import {
  createLabel,
  deleteLabel,
  type LabelBody,
  readableLabel,
  updateLabel,
  visibleLabels,
} from "../rules/labels.ts";
import { showLabel } from "../show/label.ts";
import { conditional } from "./conditional.ts";
import { patched } from "./patch.ts";
import { bodyOf, gone, idOf, list, schema } from "./requests.ts";

export const labelRoutes: readonly Route[] = [
  route("GET", "/labels", "labels.read_all", (call) => {
    const part = asciiLower(call.query.get("q") ?? "");
    return list(call, {
      of: "LabelWithTaskID",
      items: visibleLabels(call.world, call.user)
        .filter((label) => asciiLower(label.title).includes(part)),
      show: (page) => page.map((one) => showLabel(call.world, one)),
    });
  }),
  route("POST", "/labels", "labels.create", (call) => {
    const label = createLabel(call.world, call.user, bodyOf<LabelBody>(call, labelFields));
    const shown = showLabel(call.world, label, { fresh: true });
    return { status: 201, body: { ...shown, created_by: showMaker(call) } };
  }),
  route("GET", "/labels/:id", "labels.read_one", read),
  route("PUT", "/labels/:id", "labels.update", replace),
  route(
    "PATCH",
    "/labels/:id",
    ["labels.read_one", "labels.update"],
    (call) => patched(call, read, replace),
  ),
  route("DELETE", "/labels/:id", "labels.delete", (call) => {
    deleteLabel(call.world, call.user, idOf(call, "id"));
    return gone();
  }),
];

function read(call: Call): Answer {
  const { label, permission } = readableLabel(call.world, call.user, idOf(call, "id"));
  const about = { updatedMs: label.updatedMs, permission };
  return conditional(call, about, {
    ...schema(call, "LabelReadBody"),
    ...showLabel(call.world, label),
  });
}

function replace(call: Call): Answer {
  const body = bodyOf<LabelBody>(call, labelFields);
  const label = updateLabel(call.world, call.user, idOf(call, "id"), body);
  return { status: 200, body: showLabel(call.world, label) };
}
