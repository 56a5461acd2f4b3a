; Expansions, and everything that gives a shell variable a value.

[(simple_expansion) (expansion)] @expansion
(variable_assignment) @assignment
(for_statement variable: (variable_name) @loop)
(command name: (command_name (word) @_read) (#eq? @_read "read")) @reading
