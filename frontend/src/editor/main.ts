// Starts the editor on its page: shared text, connection, view, and the parts around it.
import { EditorState, type Transaction } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import "../../styles/editor.css";
import { makeActs } from "./acts";
import { Binding, FROM_TEXT } from "./binding";
import { Carets, caretsPlugin } from "./carets";
import { Checks } from "./checks";
import { holdWhileComposing } from "./composing";
import { element, readConfig, readWords } from "./config";
import { Connection } from "./connection";
import { bringIntoSight, FindBar } from "./findbar";
import { Finding, findingPlugin } from "./finding";
import { Follow } from "./follow";
import { Kept } from "./kept";
import { keysPlugin } from "./keys";
import { tellWhenLeaving } from "./leaving";
import { docOf, flatOf, flatSelection } from "./lines";
import { showLengths } from "./length";
import { Links } from "./links";
import { Margin } from "./margin";
import { Moved } from "./moved";
import { normalise } from "./normal";
import { numbersPlugin } from "./numbers";
import { Outline, sectionAt } from "./outline";
import { Part, partPlugin } from "./part";
import { PartBar } from "./partbar";
import { Passages, passagesPlugin } from "./passages";
import { pastePlugin } from "./paste";
import { watchPresence } from "./presence";
import { readScreen } from "./reading";
import { Rescue, rescuePlugin } from "./rescue";
import { fitKeyboard } from "./viewport";
import { watchRoom } from "./room";
import { openSheet } from "./sheet";
import { showPlace, StatusLine } from "./statusline";
import { Toolbar } from "./toolbar";
import { Unsaved } from "./unsaved";

const config = readConfig();
const say = readWords();
const shared = new Y.Doc();
const awareness = new Awareness(shared);
awareness.setLocalState({ user: config.user });
const text = shared.getText("body");
const { userId: user, documentUrl } = config;
const title = document.querySelector("h1")!.textContent;
const documentId = documentUrl.split("/").filter(Boolean).at(-1)!;
const keptText = { user, document: documentId, page: location.pathname, title, at: Date.now() };
const kept = await Kept.open(shared, keptText, config.writable);
const waitingSince = kept.unsent?.since ?? null;
const history = new Y.UndoManager(text, { trackedOrigins: new Set() });
const moved = new Moved(text, history);
const connection = new Connection({
  url: documentUrl,
  doc: shared,
  awareness,
  writable: config.writable,
  user,
  waitingSince,
  claims: () => moved.claims(),
});

/** A text that is still empty because it has not come yet must not be written in; one that was kept here has. */
function whenSynced(start: () => void): void {
  if (text.length) return start();
  let started = false;
  connection.onChange(() => {
    if (started || !connection.standing.synced) return;
    started = true;
    start();
  });
}

const binding = new Binding(text, moved);
history.addTrackedOrigin(binding);
const unsaved = new Unsaved(binding);
const status = new StatusLine(connection, unsaved, kept, say, config.readonlyReason || say("readonly_reason"));
connection.serverHas = (stateVector) => connection.standing.waitingSince !== null && unsaved.since(stateVector);
const rescue = new Rescue({ connection, unsaved, kept, words: say, title, announce: (said) => status.announce(said) });
const carets = new Carets(binding, awareness);
const passages = new Passages(binding);
const finding = new Finding(binding);
const part = new Part(binding);
const checks = new Checks(() => connection.standing.synced && connection.standing.waitingSince === null);
watchPresence(awareness, config.user, say);
fitKeyboard();
whenSynced(startEditing);
if (config.seenUrl) tellWhenLeaving(config.seenUrl, () => connection.sequence);

function startEditing(): void {
  let margin: Margin | null = null;
  const help = element<HTMLDialogElement>("editor-help-dialog");
  const acts = makeActs(history, {
    link: () => links.open(),
    comment: () => margin?.begin() ?? false,
    moveSection: (by) => {
      const isThere = outline.step(binding.lines, flatSelection(view.state).head, by);
      if (isThere) view.dispatch(view.state.tr.scrollIntoView());
      return isThere;
    },
    help: () => (help.showModal(), true),
  });
  const editable = () => connection.standing.write && !connection.standing.frozen;

  const view = new EditorView(element("editor"), {
    state: EditorState.create({
      doc: docOf(binding.lines),
      plugins: [
        findingPlugin(finding, (replace) => findBar.open(replace)),
        partPlugin(part, (flat) => partBar.toggle(flat)),
        keysPlugin(acts, history),
        pastePlugin((images) => status.announce(say("images_refused", { n: images }))),
        normalise(),
        numbersPlugin(),
        passagesPlugin(passages),
        rescuePlugin(rescue, unsaved),
        caretsPlugin(carets),
      ],
    }),
    editable,
    attributes: () => ({
      role: "textbox",
      "aria-multiline": "true",
      "aria-label": say("text_label"),
      "aria-describedby": "editor-hint",
      "aria-readonly": String(!editable()),
      class: "read",
      tabindex: "0",
      spellcheck: "true",
      lang: document.documentElement.lang,
    }),
    dispatchTransaction(tr) {
      const { state, transactions } = view.state.applyTransaction(tr);
      const own = transactions.some((one) => one.docChanged && !one.getMeta(FROM_TEXT));
      if (own) binding.write(state);
      view.updateState(state);
      afterUpdate(tr);
    },
    handleKeyDown(_view, event) {
      if (event.key !== "F10" || !event.altKey) return false;
      toolbar.focus();
      return true;
    },
    handleClick(_view, pos) {
      margin?.light(passages.at(flatOf(view.state.doc, pos)), true);
      return false;
    },
  });

  const redraw = () => view.dispatch(view.state.tr.setMeta("redraw", true));
  const links = new Links(view, say);
  const toolbar = new Toolbar(view, acts);
  const announce = (said: string) => status.announce(said);
  const outline = new Outline({
    view,
    words: say,
    announce,
    editable,
    move: (range, goal) => {
      history.stopCapturing();
      binding.move(range, goal);
      history.stopCapturing();
      surround();
    },
  });
  const partBar = new PartBar({ view, part, outline, words: say, announce, redraw });
  const show = (flat: number) => {
    partBar.uncover(flat);
    bringIntoSight(view, flat);
  };
  const findBar = new FindBar({ view, binding, finding, history, words: say, show, announce });
  const follow = new Follow({ view, carets, words: say, show, announce });
  openSheet("editor-side", "data-side");
  element("editor-loading").remove();
  element("editor-help-close").addEventListener("click", () => help.close());
  help.addEventListener("close", () => view.focus());

  let caret = { anchor: -1, head: -1 };
  let due = 0;
  let restDue = 0;
  let lengthsDue = 0;

  function afterUpdate(tr: Transaction): void {
    toolbar.update();
    const { anchor, head } = flatSelection(view.state);
    if (view.hasFocus() && (anchor !== caret.anchor || head !== caret.head || tr.docChanged)) {
      caret = { anchor, head };
      due ||= requestAnimationFrame(tellCaret);
    }
    if (tr.docChanged || tr.selectionSet || tr.getMeta("redraw")) surround();
    if (tr.docChanged) {
      // An undo may lead to what is hidden: nobody writes unseen.
      partBar.uncover(head);
      follow.go();
      restDue ||= window.setTimeout(() => {
        restDue = 0;
        margin?.place();
        checks.touched();
      }, 300);
    }
    if (tr.docChanged || tr.selectionSet) lengthsDue ||= window.setTimeout(tellLengths, 300);
  }

  function tellCaret(): void {
    due = 0;
    carets.tell(caret.anchor, caret.head);
  }

  function tellLengths(): void {
    lengthsDue = 0;
    const { head, from, to } = flatSelection(view.state);
    showLengths(binding, { from, to }, outline.sections[sectionAt(outline.sections, head)]?.start ?? null, say);
  }

  let surroundDue = 0;
  function surround(): void {
    surroundDue ||= requestAnimationFrame(() => {
      surroundDue = 0;
      const { head } = flatSelection(view.state);
      outline.update(binding.lines, head, carets.all());
      partBar.mark();
      showPlace(binding, outline, head, say);
      carets.flip(element("editor-page").getBoundingClientRect().right);
      margin?.place();
    });
  }

  binding.attach((build) => {
    const tr = build(view.state);
    if (tr) view.dispatch(tr);
  });
  carets.onChange(redraw);
  connection.beforeOthers = () => readScreen(view);
  holdWhileComposing(view.dom, connection);
  let could = editable();
  let marked = rescue.isShown;
  connection.onChange(() => {
    if (rescue.isShown !== marked) redraw();
    marked = rescue.isShown;
    if (editable() === could) return;
    could = editable();
    view.setProps({ editable });
    toolbar.update();
    surround();
  });
  if (config.threadsUrl) {
    margin = new Margin({
      view,
      binding,
      passages,
      threadsUrl: config.threadsUrl,
      words: say,
      sequence: () => connection.sequence,
      redraw,
      holds: (flat) => part.holds(flat),
      announce,
    });
    if (config.room) watchRoom(config.room, () => void margin?.refresh());
  }
  let refreshDue: number | undefined;
  connection.onMoved = (runs) => {
    moved.expect(runs);
    // Comments whose words come back are found again by the server.
    window.clearTimeout(refreshDue);
    refreshDue = window.setTimeout(() => void margin?.refresh(), 300);
  };
  toolbar.update();
  surround();
  lengthsDue ||= window.setTimeout(tellLengths);
  document.body.dataset.editor = "ready";
}
