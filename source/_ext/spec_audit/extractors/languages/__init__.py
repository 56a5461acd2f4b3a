"""What the extractors share of the languages they read."""
