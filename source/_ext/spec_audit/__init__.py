"""Specifications that cannot lie: specs held against the facts of the code."""
