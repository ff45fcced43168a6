import type { InboxAct, InboxChoice, InboxItem, InboxOffer } from "@/ports/inbox.ts";

/** The key of each choice; what never comes together has the same one. */
const choiceKeys: Readonly<Record<InboxChoice, string>> = {
  taskwarrior: "t",
  vikunja: "v",
  keep: "o",
  "take back": "b",
  "bring back": "b",
  "let go": "l",
  retry: "r",
  drop: "d",
  "let rest": "l",
};

export function keyOf(choice: InboxChoice): string {
  return choiceKeys[choice];
}

/** What the key means for this item: `o` is whatever writes nothing. `null`: nothing. */
export function offerOf({ offers }: InboxItem, key: string): InboxOffer | null {
  const isMeant = (offer: InboxOffer) =>
    key === choiceKeys.keep ? offer.isAsItIs : choiceKeys[offer.choice] === key;
  return offers.find(isMeant) ?? null;
}

export function isChoiceKey(key: string): boolean {
  return Object.values(choiceKeys).includes(key);
}

/** The items that have it, as acts. */
export function actsOf(items: readonly InboxItem[], key: string): readonly InboxAct[] {
  return items.flatMap((item) => {
    const offer = offerOf(item, key);
    return offer === null ? [] : [{ id: item.id, choice: offer.choice }];
  });
}
