"""Finds the best set of tandems, proves it, and prices every change. Knows nothing of Django.

A `Problem` goes in: who there is, how well each pair fits and in which parts, what forbids a pair. A
`Solution` with its certificate comes out. All numbers are integers, so nothing is rounded.
"""
