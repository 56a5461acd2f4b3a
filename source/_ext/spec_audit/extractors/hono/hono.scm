; What hono_scan.py looks for in a file that builds routers.
;
; Single nodes only: a pattern that waits for a second node behind a chain of calls is kept open for each
; call of it, and a chain of thousands of routes then takes the square of that time.

(call_expression) @call
(new_expression) @new

(lexical_declaration) @declaration
(variable_declaration) @declaration

(function_declaration) @function
(arrow_function) @function
(function_expression) @function
(method_definition) @function

(return_statement) @return
