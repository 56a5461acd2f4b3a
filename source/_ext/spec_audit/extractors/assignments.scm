; Places where a string literal may be given to something.

(pair value: [(string) (ternary_expression) (as_expression) (binary_expression)]) @member
(variable_declarator value: [(string) (ternary_expression) (as_expression) (binary_expression)]) @variable
(assignment_expression right: [(string) (ternary_expression) (as_expression) (binary_expression)]) @variable
(call_expression arguments: (arguments [(string) (ternary_expression) (as_expression)])) @call
((template_string) @sql (#match? @sql "[Uu][Pp][Dd][Aa][Tt][Ee]\\s"))
((string) @sql (#match? @sql "UPDATE\\s.*\\sSET\\s"))
