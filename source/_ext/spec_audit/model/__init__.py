"""What there is: facts, symbols, specs, objects, patterns and findings.

Frozen dataclasses and named tuples on the standard library alone. Nothing in here reads a file,
knows a framework or decides whether something is wrong.
"""
