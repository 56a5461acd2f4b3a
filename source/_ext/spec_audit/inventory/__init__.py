"""A source tree to an inventory: what is read of it, what is kept of that between runs, and how it is joined.

The extractors are asked by name; what they are stands in their own package.
"""
