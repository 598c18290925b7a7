// Small controllers, a file each. Every page works without them.
import "./copy.js";
import "./dropzone.js";
import "./flash.js";
import "./groups.js";
import "./listkeys.js";
import "./menu.js";
import "./shortcuts.js";
import "./submit.js";
import "./theme.js";
