; Every number, and every constant that adds up others without a number of its own.

(number) @number
(variable_declarator value: (binary_expression)) @sum
(public_field_definition value: (binary_expression)) @sum
