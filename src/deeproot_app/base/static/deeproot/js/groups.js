// A group of places stays as this browser's reader left it; the group of the page that is read is open.
const KEY = "deeproot-groups-open";
const remembered = new Set(JSON.parse(localStorage.getItem(KEY) ?? "[]"));

for (const group of document.querySelectorAll("details[data-remember]")) {
  const name = group.dataset.remember;
  if (remembered.has(name)) group.open = true;
  group.querySelector("summary").addEventListener("click", () => {
    if (group.open) remembered.delete(name);
    else remembered.add(name);
    localStorage.setItem(KEY, JSON.stringify([...remembered]));
  });
}
