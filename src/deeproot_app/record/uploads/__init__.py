"""Files that people bring through the browser: kept, looked at, rehearsed, then imported in the background."""
