// Who is in the text: initials in the writers' colours, and their names for those who hear the page. Others are buttons
// that follow them (follow.ts).
import type { Awareness } from "y-protocols/awareness";
import { colourOf } from "./carets";
import { element, type Person, type Words } from "./config";
import { keyOf } from "./follow";

const MOST_SHOWN = 6;

export function initials(name: string): string {
  const parts = name.split(/[\s\-]+/).filter((part) => /\p{L}/u.test(part));
  return [parts[0], parts.length > 1 ? parts.at(-1) : undefined].map((part) => part?.[0] ?? "").join("").toLocaleUpperCase();
}

export function watchPresence(awareness: Awareness, own: Person, words: Words): void {
  const stack = element("editor-people");
  const draw = () => {
    const seen = new Set([keyOf(own)]);
    const others = [...awareness.getStates()]
      .filter(([client, state]) => client !== awareness.clientID && state.user)
      .map(([client, state]) => ({ client, person: state.user as Person }))
      .sort((a, b) => a.client - b.client)
      // Each person once, however many windows.
      .filter(({ person }) => !seen.has(keyOf(person)) && seen.add(keyOf(person)));
    const everybody = [...others, { client: awareness.clientID, person: own }];
    const names = [...others.map(({ person }) => person.name), words("you")].join(", ");
    stack.setAttribute("aria-label", words("people", { n: everybody.length, names }));
    const shown = everybody.length > MOST_SHOWN ? everybody.slice(-MOST_SHOWN) : everybody;
    const kept = new Map([...stack.querySelectorAll<HTMLElement>("[data-person]")].map((one) => [one.dataset.person, one]));
    const drawn = shown.map(({ client, person }) => {
      const self = client === awareness.clientID;
      // One that holds the focus stays.
      const avatar = kept.get(keyOf(person)) ?? document.createElement(self ? "span" : "button");
      avatar.className = `av w${colourOf(person, client)}`;
      avatar.title = self ? words("you") : `${person.name}, ${person.partner}`;
      avatar.textContent = initials(person.name);
      if (self) avatar.setAttribute("aria-hidden", "true");
      else asButton(avatar, person, words);
      return avatar;
    });
    if (everybody.length > shown.length) {
      const more = document.createElement("span");
      more.className = "av";
      more.setAttribute("aria-hidden", "true");
      more.textContent = `+${everybody.length - shown.length}`;
      drawn.unshift(more);
    }
    if (drawn.some((one, index) => stack.children[index] !== one) || stack.children.length !== drawn.length) {
      const held = drawn.find((one) => one === document.activeElement);
      stack.replaceChildren(...drawn);
      held?.focus();
    }
  };
  awareness.on("change", draw);
  draw();
}

function asButton(avatar: HTMLElement, person: Person, words: Words): void {
  avatar.setAttribute("type", "button");
  avatar.setAttribute("aria-label", words("follow", { name: person.name }));
  if (!avatar.hasAttribute("aria-pressed")) avatar.setAttribute("aria-pressed", "false");
  avatar.dataset.person = keyOf(person);
  avatar.dataset.name = person.name;
}
