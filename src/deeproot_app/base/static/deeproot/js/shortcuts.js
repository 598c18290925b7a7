// Whatever carries data-key="g t" is reached by those keys; "?" lists all that this page has. A person may switch them off.
const OFF = "deeproot-shortcuts-off";
const PAUSE = 1200;
const dialog = document.getElementById("shortcuts");
let before = { key: "", at: 0 };

const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

// The page's own first: they are what one asks "?" for, and win over the same key of every page.
function keyed() {
  const all = [...document.querySelectorAll("[data-key]")].filter((element) => !element.closest("dialog"));
  const own = all.filter((element) => element.closest("main"));
  return [...own, ...all.filter((element) => !own.includes(element))];
}

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
  const seen = new Map(keyed().reverse().map((element) => [element.dataset.key, element]));
  list.replaceChildren(...[...seen.values()].reverse().flatMap(row));
  dialog.querySelector("[data-shortcuts-on]").checked = !localStorage.getItem(OFF);
  dialog.showModal();
}

document.addEventListener("keydown", press);
document.querySelector("[data-shortcuts]")?.addEventListener("click", open);
document.querySelector("[data-shortcuts-on]")?.addEventListener("change", ({ target }) => {
  if (target.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "yes");
});
