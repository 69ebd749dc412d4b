// Comments, replies and answers are sent without leaving the page; the same click twice is one comment.
import { csrfToken, say } from "./page";

interface Told {
  /** Before it goes: the id of the comment. Its frame may come back before the answer. */
  sending: (comment: string) => void;
  /** Once it was taken: the thread that changed. */
  sent: (thread: string) => void;
}

/** What the server answers: the thread, or why not. */
interface Said {
  thread?: number;
  reason?: string;
  detail?: string;
  fields?: Record<string, string[]>;
}

/** Sends the forms of cards and the comment form. */
export function sendInPlace(root: HTMLElement, told: Told): void {
  root.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches(".note form, .comment-form")) return;
    event.preventDefault();
    void send(form, event.submitter as HTMLButtonElement | null, told);
  });
  root.addEventListener("keydown", (event) => {
    const area = event.target as HTMLElement;
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !area.matches(".note textarea, .comment-form textarea")) return;
    (area as HTMLTextAreaElement).form?.requestSubmit();
  });
}

async function send(
  form: HTMLFormElement,
  submitter: HTMLButtonElement | null,
  told: Told,
): Promise<void> {
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  const body = new FormData(form, submitter);
  const area = form.querySelector<HTMLTextAreaElement>("textarea[name=text]");
  const sent = area?.value ?? "";
  // The id stays until the answer came: what is sent again after a cut is the same comment.
  if (area) {
    form.dataset.id ??= crypto.randomUUID();
    body.set("id", form.dataset.id);
    told.sending(form.dataset.id);
  }
  complain(form, "");
  const answer = await fetch(form.action, {
    method: "POST",
    body,
    headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
  }).catch(() => null);
  const said = ((await answer?.json().catch(() => null)) ?? null) as Said | null;
  delete form.dataset.sending;
  if (!answer?.ok || !said) {
    if (said?.reason !== "id-taken") return complain(form, reasonOf(said));
    // An earlier writing of it was taken and its answer lost: this is another comment.
    delete form.dataset.id;
    return send(form, submitter, told);
  }
  delete form.dataset.id;
  if (area && area.value !== sent) {
    // Whoever has begun the next one meanwhile keeps it, as it stands.
    if (area.value.startsWith(sent)) area.value = area.value.slice(sent.length);
  } else {
    form.reset();
    const details = form.closest("details");
    if (details && form.closest(".note")) details.open = false;
  }
  told.sent(String(said.thread ?? form.closest<HTMLElement>("[data-thread]")?.dataset.thread ?? ""));
}

function reasonOf(said: Said | null): string {
  return said?.detail ?? Object.values(said?.fields ?? {})[0]?.[0] ?? say("failed");
}

function complain(form: HTMLFormElement, text: string): void {
  let error = form.querySelector<HTMLElement>(".error");
  if (!error) {
    error = document.createElement("p");
    error.className = "error";
    error.setAttribute("role", "alert");
    form.prepend(error);
  }
  error.textContent = text;
  error.hidden = !text;
}
