"""What reads source trees: one framework a module."""
