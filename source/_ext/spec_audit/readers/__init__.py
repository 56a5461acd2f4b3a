"""Text to model: the settings, the lock, the specs and the work items."""
