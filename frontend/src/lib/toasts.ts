// Short announcements at the bottom left: one at a time, eight seconds (longer while read), with an undo where there is one.

export interface ToastOptions {
  /** Called when the person takes it back; the toast leaves. */
  undo?: () => void;
  undoLabel?: string;
}

const SHOWN_MS = 8000;

/** Shows a sentence; screen readers hear it politely. Returns the function that takes it away. */
export function toast(text: string, { undo, undoLabel = "" }: ToastOptions = {}): () => void {
  const region = document.getElementById("toasts");
  if (!region) return () => {};
  const box = document.createElement("div");
  box.className = "toast";
  const words = document.createElement("span");
  words.textContent = text;
  box.append(words);
  const leave = () => box.remove();
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn slim";
    button.textContent = undoLabel;
    button.addEventListener("click", () => {
      leave();
      undo();
    });
    box.append(button);
  }
  region.replaceChildren(box);
  leaveLater(box);
  return leave;
}

/** Takes a toast away after its time, not while the pointer or the focus is on it. */
function leaveLater(box: HTMLElement): void {
  const tick = () => {
    if (box.matches(":hover, :focus-within")) setTimeout(tick, SHOWN_MS / 4);
    else box.remove();
  };
  setTimeout(tick, SHOWN_MS);
}

/** What the server said when it drew the page. */
export function adopt(root: ParentNode = document): void {
  for (const box of root.querySelectorAll<HTMLElement>("#toasts > .toast")) {
    const close = box.querySelector<HTMLButtonElement>("[data-close]");
    if (close) {
      close.hidden = false;
      close.addEventListener("click", () => box.remove());
    }
    leaveLater(box);
  }
}
