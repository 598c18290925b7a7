"""The stories that lives are made of, a file each. A story is a function of a life; it says whether it could be
told.
"""
