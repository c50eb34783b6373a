"""Measures the matching engine against SciPy alone and against other programs: see `__main__`."""
