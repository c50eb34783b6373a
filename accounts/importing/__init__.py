"""Import of both HR files of an organisation: read, check, compare, write.

    reading    bytes → `Sheet`: encoding, delimiter, columns; what is no table is refused whole
    rows       `Sheet` → rows with clean values; faults that one row shows by itself
    snapshot   what the directory holds, in three statements
    units      which unit rows hold together: root, parents, circles
    people     which employee rows hold together: unit, level, superior, circles
    comparing  what would be new, changed, gone; who may be the same person
    preview    all of it in one go: what is shown is what is written
    writing    the difference into the database, in bulk

Nothing but `writing` changes anything, and only `accounts.actions.imports` calls it.
"""
