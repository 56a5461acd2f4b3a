"""TypeScript and JavaScript: what their syntax trees say of names, constants, scopes and modules."""
