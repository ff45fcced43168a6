import { taskLabelFields, taskLabelsFields } from "../decode/bodies.ts";
import { taskNotReadable } from "../errors.ts";
import { readableTask } from "../rules/access.ts";
import { addLabel, labelsOf, removeLabel, setLabels } from "../rules/labels.ts";
import { echoLabel, showLabel } from "../show/label.ts";
import { freshInstant } from "../time.ts";
import { create, list, type Operation, remove, set } from "./operation.ts";
import { listing } from "./outcome.ts";
import { bodyOf, idOf } from "./requests.ts";

type Given = Readonly<Record<string, unknown>>;

const labels = "/tasks/:task/labels";

export const taskLabelOperations: readonly Operation[] = [
  list(labels, "tasks_labels.read_all", (call) => {
    const { world, user } = call;
    const { found } = readableTask(world.store, user, idOf(call, "task"), taskNotReadable);
    return listing(labelsOf(world, found.id), {
      of: "LabelWithTaskID",
      show: (page) => page.map((one) => showLabel(world, one)),
    });
  }),
  create(labels, "tasks_labels.create", (call) => {
    const { label_id: labelId = 0 } = bodyOf<{ label_id?: number }>(call, taskLabelFields);
    addLabel(call.world, call.user, { taskId: idOf(call, "task"), labelId });
    return { body: { label_id: labelId, created: freshInstant(call.world.now()) } };
  }),
  set(`${labels}/bulk`, "tasks_labels.update_bulk", (call) => {
    const { labels } = bodyOf<{ labels?: readonly Given[] }>(call, taskLabelsFields);
    const labelIds = (labels ?? []).map((one) => Number(one["id"] ?? 0));
    setLabels(call.world, call.user, { taskId: idOf(call, "task"), labelIds });
    return { body: { labels: labels?.map(echoLabel) ?? null } };
  }),
  remove(`${labels}/:label`, "tasks_labels.delete", (call) => {
    const place = { taskId: idOf(call, "task"), labelId: idOf(call, "label") };
    removeLabel(call.world, call.user, place);
  }),
];
