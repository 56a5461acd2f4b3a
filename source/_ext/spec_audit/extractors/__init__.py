"""What reads source trees: one framework a module, its queries beside it."""
