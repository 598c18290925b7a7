// Files dropped on the zone land in its file field; the names of the chosen ones are listed.
const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

function list(zone, files) {
  const rows = [...files].map((file) => Object.assign(document.createElement("li"), { textContent: `${file.name}, ${size(file.size)}` }));
  zone.querySelector("[data-dropzone-chosen]").replaceChildren(...rows);
}

for (const zone of document.querySelectorAll("[data-dropzone]")) {
  const field = zone.querySelector("input[type=file]");
  const over = (event) => {
    event.preventDefault();
    zone.classList.toggle("over", event.type === "dragover");
  };
  zone.addEventListener("dragover", over);
  zone.addEventListener("dragleave", over);
  zone.addEventListener("drop", (event) => {
    over(event);
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  field.addEventListener("change", () => list(zone, field.files));
}
