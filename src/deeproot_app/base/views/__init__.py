"""Pages that belong to no room: signing in, people, settings."""
