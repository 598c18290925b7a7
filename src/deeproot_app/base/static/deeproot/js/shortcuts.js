// Whatever carries data-key="g t" is reached by those keys; "?" lists all that this page has. A person may switch them off.
const OFF = "deeproot-shortcuts-off";
const PAUSE = 1200;
const dialog = document.getElementById("shortcuts");
let before = { key: "", at: 0 };

const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
const keyed = () => [...document.querySelectorAll("[data-key]")].filter((element) => !element.closest("dialog"));

function act(element) {
  if (element.matches("input, textarea")) {
    element.focus();
    if (element.matches("input")) element.select();
  } else {
    element.click();
  }
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || localStorage.getItem(OFF)) return;
  if (event.key === "?") return open();
  const both = event.timeStamp - before.at < PAUSE ? `${before.key} ${event.key}` : "";
  before = { key: event.key, at: event.timeStamp };
  const all = keyed();
  const found = all.find(({ dataset }) => dataset.key === both) ?? all.find(({ dataset }) => dataset.key === event.key);
  if (!found || dialog?.open) return;
  event.preventDefault();
  act(found);
}

function row(element) {
  const keys = document.createElement("dt");
  const says = document.createElement("dd");
  keys.append(...element.dataset.key.split(" ").map((key) => Object.assign(document.createElement("kbd"), { textContent: key })));
  says.textContent = element.dataset.keySays || element.textContent.trim();
  return [keys, says];
}

function open() {
  const list = dialog?.querySelector("[data-shortcuts-list]");
  if (!list || dialog.open) return;
  const seen = new Map(keyed().map((element) => [element.dataset.key, element]));
  list.replaceChildren(...[...seen.values()].flatMap(row));
  dialog.querySelector("[data-shortcuts-on]").checked = !localStorage.getItem(OFF);
  dialog.showModal();
}

document.addEventListener("keydown", press);
document.querySelector("[data-shortcuts]")?.addEventListener("click", open);
document.querySelector("[data-shortcuts-on]")?.addEventListener("change", ({ target }) => {
  if (target.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "yes");
});
