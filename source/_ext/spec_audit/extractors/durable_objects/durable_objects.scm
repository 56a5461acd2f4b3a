; What do_scan.py looks for in a file of Durable Objects and of what they keep.
; Single nodes only, for the reason that hono.scm gives.

(class_declaration) @class
(abstract_class_declaration) @class
(class) @class

(call_expression) @call
(new_expression) @new
(variable_declarator) @local
