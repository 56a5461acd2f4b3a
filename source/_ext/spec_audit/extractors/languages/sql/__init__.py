"""SQL: its statements, what they use, and what SQLite makes of them."""
