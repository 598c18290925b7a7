// Messages can be put away; a request that failed says so where messages stand.
document.addEventListener("click", ({ target }) => target.closest("[data-dismiss]")?.closest("[data-flash]").remove());

function say(text) {
  const flash = Object.assign(document.createElement("div"), { className: "flash error" });
  flash.append(Object.assign(document.createElement("p"), { textContent: text }));
  document.getElementById("flashes")?.replaceChildren(flash);
}

document.addEventListener("htmx:responseError", ({ detail }) => {
  if (detail.xhr.status === 403) say("You may not do this, or you were signed out. Load the page again.");
  else say("That did not work. Load the page again; if it stays so, tell whoever runs this system.");
});
document.addEventListener("htmx:sendError", () => say("The server cannot be reached. What you did was not saved; try again in a moment."));
