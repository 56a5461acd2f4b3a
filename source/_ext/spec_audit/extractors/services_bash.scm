(variable_assignment value: (number)) @assignment
(command) @command
