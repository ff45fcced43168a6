import { noSuchView } from "../errors.ts";
import type { User, View, ViewKind } from "../store/rows.ts";
import type { Store } from "../store/store.ts";
import type { World } from "../world.ts";

const kinds: readonly (readonly [ViewKind, string])[] = [
  ["list", "List"],
  ["gantt", "Gantt"],
  ["table", "Table"],
  ["kanban", "Kanban"],
];
const bucketTitles = ["To-Do", "Doing", "Done"];

export function createViews(
  world: World,
  user: User,
  { projectId, listFilter }: { projectId: number; listFilter: string | null },
): void {
  const { views, buckets } = world.store;
  const now = { createdMs: world.now(), updatedMs: world.now() };
  kinds.forEach(([kind, title], place) => {
    const filter = kind === "list" ? listFilter : null;
    const view = views.insert({
      projectId,
      title,
      kind,
      filter,
      position: (place + 1) * 100,
      defaultBucketId: 0,
      doneBucketId: 0,
      ...now,
    });
    if (kind !== "kanban") return;
    const ids = bucketTitles.map((title, place) =>
      buckets.insert({
        viewId: view.id,
        title,
        position: (place + 1) * 100,
        createdById: user.id,
        ...now,
      }).id
    );
    views.save({ ...view, defaultBucketId: ids[0] ?? 0, doneBucketId: ids[2] ?? 0 });
  });
}

export function removeViews(world: World, projectId: number): void {
  const { store } = world;
  for (const view of store.by.viewsOf(projectId)) {
    for (const bucket of store.by.bucketsOf(view.id)) store.buckets.remove(bucket.id);
    store.views.remove(view.id);
  }
}

export function findView(store: Store, projectId: number, id: number): View {
  const view = store.views.get(id);
  if (view === undefined || view.projectId !== projectId) throw noSuchView();
  return view;
}

export function kanbanOf(store: Store, projectId: number): View | undefined {
  return store.by.viewsOf(projectId).find((view) => view.kind === "kanban");
}
