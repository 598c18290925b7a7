"""A programme: whom it is for (`audience`), what happens when (`steps`, `course`), who is held out (`holdout`).

All of it is pure: definitions and facts in, decisions out. Nothing here asks the clock or draws by chance.
"""
