"""The sample company told in another voice, all its English sentences written anew, and our reader scored on it.

A voice is a TOML file in this folder; ``voice`` reads one, ``check`` says what is missing in it, ``telling`` tells the
company in it, ``score`` holds what is read from its texts alone against what is true.
"""
