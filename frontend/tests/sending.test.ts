// A comment is sent in its place: what one has begun to write meanwhile stays, what was refused stays too.
import { expect, test, vi } from "vitest";
import { sendInPlace } from "../src/live/sending";

function page(): { form: HTMLFormElement; area: HTMLTextAreaElement } {
  document.body.innerHTML = `<main><form class="comment-form" action="/comment/"><textarea name="text"></textarea></form></main>`;
  const form = document.querySelector("form")!;
  sendInPlace(document.querySelector("main")!, { sending: () => {}, sent: () => {} });
  return { form, area: form.querySelector("textarea")! };
}

function answering(status: number): (arrive: () => void) => void {
  let answer: (response: Response) => void;
  vi.stubGlobal("fetch", () => new Promise<Response>((resolve) => (answer = resolve)));
  return (arrive) => {
    arrive();
    answer(new Response(status === 200 ? '{"thread": 1}' : '{"detail": "Non."}', { status }));
  };
}

async function send(form: HTMLFormElement, status: number, meanwhile: () => void): Promise<void> {
  const arrive = answering(status);
  form.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
  arrive(meanwhile);
  await vi.waitFor(() => expect(form.dataset.sending).toBeUndefined());
  await new Promise((resolve) => setTimeout(resolve));
}

test("what was sent is cleared once it was taken", async () => {
  const { form, area } = page();
  area.value = "Un mot.";
  await send(form, 200, () => {});
  expect(area.value).toBe("");
});

test("the next comment, begun before the answer came, is kept", async () => {
  const { form, area } = page();
  area.value = "Un mot.";
  await send(form, 200, () => (area.value = "Un mot. Un autre"));
  expect(area.value).toBe(" Un autre");
});

test("what was refused stays, with the reason", async () => {
  const { form, area } = page();
  area.value = "Un mot.";
  await send(form, 422, () => {});
  expect(area.value).toBe("Un mot.");
  expect(form.querySelector("[role=alert]")!.textContent).toBe("Non.");
});
