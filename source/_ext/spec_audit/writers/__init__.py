"""An audit or a matrix to a format: one format a file, each a function to text."""
