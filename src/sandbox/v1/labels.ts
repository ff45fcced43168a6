import { labelFields } from "../decode/bodies.ts";
import { asciiLower } from "../filter/filter.ts";
import { type Route, route, showMaker } from "../http/call.ts";
import {
  createLabel,
  deleteLabel,
  type LabelBody,
  readableLabel,
  updateLabel,
  visibleLabels,
} from "../rules/labels.ts";
import { showLabel } from "../show/label.ts";
import { bodyOf, deleted, idOf, list } from "./requests.ts";

export const labelRoutes: readonly Route[] = [
  route("GET", "/labels", "labels.read_all", (call) => {
    const part = asciiLower(call.query.get("s") ?? "");
    const labels = visibleLabels(call.world, call.user)
      .filter((label) => asciiLower(label.title).includes(part));
    return list(call, labels, (page) => page.map((one) => showLabel(call.world, one)));
  }),
  route("PUT", "/labels", "labels.create", (call) => {
    const label = createLabel(call.world, call.user, bodyOf<LabelBody>(call, labelFields));
    const shown = showLabel(call.world, label, { fresh: true });
    return { status: 201, body: { ...shown, created_by: showMaker(call) } };
  }),
  route("GET", "/labels/:label", "labels.read_one", (call) => {
    const { label, permission } = readableLabel(call.world, call.user, idOf(call, "label"));
    const headers = { "x-max-permission": String(permission) };
    return { status: 200, body: showLabel(call.world, label), headers };
  }),
  route("POST", "/labels/:label", "labels.update", (call) => {
    const body = bodyOf<LabelBody>(call, labelFields);
    const label = updateLabel(call.world, call.user, idOf(call, "label"), body);
    return { status: 200, body: showLabel(call.world, label) };
  }),
  route("DELETE", "/labels/:label", "labels.delete", (call) => {
    deleteLabel(call.world, call.user, idOf(call, "label"));
    return deleted();
  }),
];
