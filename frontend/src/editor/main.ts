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
import { keysPlugin } from "./keys";
import { docOf, flatOf, flatSelection } from "./lines";
import { Links } from "./links";
import { Margin } from "./margin";
import { normalise } from "./normal";
import { numbersPlugin } from "./numbers";
import { Outline } from "./outline";
import { Passages, passagesPlugin } from "./passages";
import { pastePlugin } from "./paste";
import { watchPresence } from "./presence";
import { readScreen } from "./reading";
import { fitKeyboard } from "./viewport";
import { watchRoom } from "./room";
import { showLength, showPlace, StatusLine } from "./statusline";
import { Toolbar } from "./toolbar";
import { Unsaved } from "./unsaved";

const config = readConfig();
const say = readWords();
const shared = new Y.Doc();
const awareness = new Awareness(shared);
awareness.setLocalState({ user: config.user });
const text = shared.getText("body");
const connection = new Connection({ url: config.documentUrl, doc: shared, awareness, writable: config.writable });

/** A text that is still empty because it has not come yet must not be written in. */
function whenSynced(start: () => void): void {
  let started = false;
  connection.onChange(() => {
    if (started || !connection.standing.synced) return;
    started = true;
    start();
  });
}

const binding = new Binding(text);
const unsaved = new Unsaved(binding);
const status = new StatusLine(connection, unsaved, say, config.readonlyReason ?? say("readonly_reason"));
const carets = new Carets(binding, awareness);
const passages = new Passages(binding);
const checks = new Checks(() => connection.standing.synced && connection.standing.waitingSince === null);
const history = new Y.UndoManager(text, { trackedOrigins: new Set([binding]) });
watchPresence(awareness, config.user, say);
fitKeyboard();
whenSynced(startEditing);

function startEditing(): void {
  let margin: Margin | null = null;
  const help = element<HTMLDialogElement>("editor-help-dialog");
  const acts = makeActs(history, {
    link: () => links.open(),
    comment: () => margin?.begin() ?? false,
    help: () => (help.showModal(), true),
  });
  const editable = () => connection.standing.write && !connection.standing.frozen;

  const view = new EditorView(element("editor"), {
    state: EditorState.create({
      doc: docOf(binding.lines),
      plugins: [
        keysPlugin(acts, history),
        pastePlugin((images) => status.announce(say("images_refused", { n: images }))),
        normalise(),
        numbersPlugin(),
        passagesPlugin(passages),
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
  const outline = new Outline(view, say);
  element("editor-loading").remove();
  element("editor-help-close").addEventListener("click", () => help.close());
  help.addEventListener("close", () => view.focus());

  let caret = { anchor: -1, head: -1 };
  let due = 0;
  let lengthDue = 0;

  function afterUpdate(tr: Transaction): void {
    toolbar.update();
    const { anchor, head } = flatSelection(view.state);
    if (view.hasFocus() && (anchor !== caret.anchor || head !== caret.head || tr.docChanged)) {
      caret = { anchor, head };
      due ||= requestAnimationFrame(tellCaret);
    }
    if (tr.docChanged || tr.selectionSet || tr.getMeta("redraw")) surround();
    if (tr.docChanged) {
      lengthDue ||= window.setTimeout(() => {
        lengthDue = 0;
        showLength(binding, say);
        margin?.place();
        checks.touched();
      }, 300);
    }
  }

  function tellCaret(): void {
    due = 0;
    carets.tell(caret.anchor, caret.head);
  }

  let surroundDue = 0;
  function surround(): void {
    surroundDue ||= requestAnimationFrame(() => {
      surroundDue = 0;
      const { head } = flatSelection(view.state);
      outline.update(binding.lines, head, carets.all());
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
  connection.onChange(() => {
    if (editable() === could) return;
    could = editable();
    view.setProps({ editable });
    toolbar.update();
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
      announce: (said) => status.announce(said),
    });
    if (config.room) watchRoom(config.room, () => void margin?.refresh());
  }
  toolbar.update();
  showLength(binding, say);
  surround();
  document.body.dataset.editor = "ready";
}
