// Who is in the text: initials in the writers' colours, and their names for those who hear the page.
import type { Awareness } from "y-protocols/awareness";
import { colourOf } from "./carets";
import { element, type Person, type Words } from "./config";

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
    const drawn = shown.map(({ client, person }) => {
      const avatar = document.createElement("span");
      avatar.className = `av w${colourOf(person, client)}`;
      avatar.setAttribute("aria-hidden", "true");
      avatar.title = client === awareness.clientID ? words("you") : `${person.name}, ${person.partner}`;
      avatar.textContent = initials(person.name);
      return avatar;
    });
    if (everybody.length > shown.length) {
      const more = document.createElement("span");
      more.className = "av";
      more.setAttribute("aria-hidden", "true");
      more.textContent = `+${everybody.length - shown.length}`;
      drawn.unshift(more);
    }
    stack.replaceChildren(...drawn);
  };
  awareness.on("change", draw);
  draw();
}

function keyOf(person: Person): string {
  return `${person.name}\n${person.partner}`;
}
