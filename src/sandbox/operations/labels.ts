import { labelFields } from "../decode/bodies.ts";
import { asciiLower } from "../filter/filter.ts";
import { showMaker } from "../http/call.ts";
import {
  createLabel,
  deleteLabel,
  type LabelBody,
  readableLabel,
  updateLabel,
  visibleLabels,
} from "../rules/labels.ts";
import { showLabel } from "../show/label.ts";
import { listing } from "./outcome.ts";
import { bodyOf, idOf } from "./requests.ts";
import { create, list, type Operation, read, remove, update } from "./operation.ts";

export const labelOperations: readonly Operation[] = [
  list("/labels", "labels.read_all", (call) => {
    const part = asciiLower(call.dialect.searchOf(call));
    return listing(
      visibleLabels(call.world, call.user)
        .filter((label) => asciiLower(label.title).includes(part)),
      {
        of: "LabelWithTaskID",
        show: (page) => page.map((one) => showLabel(call.world, one)),
      },
    );
  }),
  create("/labels", "labels.create", (call) => {
    const label = createLabel(call.world, call.user, bodyOf<LabelBody>(call, labelFields));
    const shown = showLabel(call.world, label, { fresh: true });
    return { body: { ...shown, created_by: showMaker(call) } };
  }),
  read("/labels/:id", "labels.read_one", (call) => {
    const { label, permission } = readableLabel(call.world, call.user, idOf(call, "id"));
    const { updatedMs } = label;
    return { schema: "LabelReadBody", body: showLabel(call.world, label), permission, updatedMs };
  }),
  update("/labels/:id", "labels.update", (call) => {
    const body = bodyOf<LabelBody>(call, labelFields);
    const label = updateLabel(call.world, call.user, idOf(call, "id"), body);
    return { body: showLabel(call.world, label) };
  }),
  remove("/labels/:id", "labels.delete", (call) => {
    deleteLabel(call.world, call.user, idOf(call, "id"));
  }),
];
