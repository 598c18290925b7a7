"""For agents (Model Context Protocol): they read and draft with the rights of one person; sending stays with people."""
