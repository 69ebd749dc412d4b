// Dialogs: commandfor/command where the browser has none, a click on the backdrop closes, the title takes the focus.
// A link with data-dialog opens the dialog of that id, which says what its page says; without a script it is a link.

const native = "command" in HTMLButtonElement.prototype;

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  if (target instanceof HTMLDialogElement && target.open && outside(target, event)) {
    target.close();
    return;
  }
  const link = target.closest<HTMLAnchorElement>("a[data-dialog]");
  const meant = link && document.getElementById(link.dataset.dialog ?? "");
  // A link that is opened in another tab stays one.
  if (meant instanceof HTMLDialogElement && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    meant.showModal();
    return;
  }
  const button = target.closest<HTMLButtonElement>("button[commandfor]");
  if (native || !button || button.disabled) return;
  const dialog = document.getElementById(button.getAttribute("commandfor") ?? "");
  if (!(dialog instanceof HTMLDialogElement)) return;
  if (button.getAttribute("command") === "show-modal") dialog.showModal();
  if (button.getAttribute("command") === "close") dialog.close();
});

/** Whether a click on the dialog element itself fell on its backdrop. */
function outside(dialog: HTMLDialogElement, { clientX: x, clientY: y }: MouseEvent): boolean {
  const box = dialog.getBoundingClientRect();
  return x < box.left || x > box.right || y < box.top || y > box.bottom;
}
