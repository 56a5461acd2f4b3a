; Everything that may declare, send or handle a message.

(call_expression arguments: (arguments (_))) @call

(variable_declarator) @binding
(assignment_expression left: (identifier)) @binding

[(function_declaration) (method_definition)] @function

(switch_statement) @switch
(object [(pair value: [(arrow_function) (function_expression)]) (method_definition)]) @table
((binary_expression operator: ["===" "==" "!==" "!="]) @comparison)

[(interface_declaration) (type_alias_declaration)] @type
(import_statement) @import
(export_statement source: (string)) @export
