"""Where the stages meet: a video in, everything it shows out.

`analyzer` is the door for operations; it loads the rest when something is measured.
"""
