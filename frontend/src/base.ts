// Every page: styles, htmx, and the small behaviours that the page works without.
import "../styles/index.css";
import "./lib/htmx";
import "./lib/menus";
import "./lib/asking";
import "./lib/dialogs";
import { watchLeaving } from "./lib/leaving";
import { watch } from "./lib/sticky";
import { showCurrent } from "./lib/tabs";
import { adopt } from "./lib/toasts";

adopt();
watch();
watchLeaving();
showCurrent();
// A page restored from memory would show the toast and the open menu of before.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.drop")) menu.open = false;
});
