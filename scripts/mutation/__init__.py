"""Mutation testing of what decides who may do what: `make mutation`.

Each mutant is the code with one small fault. The tests that pass through the function in question run
on it; a mutant that none of them notices shows a gap. Faults come from cosmic-ray's operators and from
`guards.py`, which takes out whole guards and parts of filters.
"""
