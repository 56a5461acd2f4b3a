; Assignments of a number, plain or quoted, and commands.

(variable_assignment value: [(number) (word) (string) (raw_string)]) @assignment
(command) @command
