"""Other programs on the same problems, each in a virtual environment of its own.

Its two programs run there, outside this project, and import nothing of it: the peers have a package
called `matching`, too.
"""
