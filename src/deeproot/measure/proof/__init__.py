"""Did it keep customers? A programme's treated customers against its random hold-out, honest at any moment one looks.

`difference` is intention to treat: everybody counts where they were assigned, reached or not. `ratio` says whether the
assignment went as planned; where it did not, no difference is believed. `needed` says when it will be known.
"""
