"""The longer commands of door 2, one a file; each returns an exit status."""
