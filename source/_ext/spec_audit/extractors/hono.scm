; What hono_scan.py looks for in a file that builds routers.

; Calls of the methods that routers have; whose method it is, the scan decides.
(call_expression
  function: (member_expression
    property: (property_identifier) @method
    (#any-of? @method
      "get" "post" "put" "delete" "patch" "options" "head" "all" "on"
      "use" "route" "mount" "basePath" "openapi"))) @op

; New objects of a plain class name.
(new_expression
  constructor: (identifier) @class) @new

; Names that are given a value, constant or not.
(lexical_declaration
  kind: _ @kind
  (variable_declarator
    name: (identifier) @name
    value: (_) @value))
(variable_declaration
  (variable_declarator
    name: (identifier) @name
    value: (_) @value))

; Scopes.
(function_declaration name: (identifier) @function_name) @function
(arrow_function) @function
(function_expression) @function
(method_definition) @function
(return_statement (_) @result)
(arrow_function body: (_) @result)

; Calls of plain functions and of members of plain names.
; In `await get<Type>(...)` the grammar puts the name inside of the await.
(call_expression
  function: [
    (identifier) @callee
    (member_expression object: (identifier) property: (property_identifier)) @callee
    (await_expression (identifier) @callee)
    (await_expression (member_expression object: (identifier) property: (property_identifier)) @callee)
  ]) @call
