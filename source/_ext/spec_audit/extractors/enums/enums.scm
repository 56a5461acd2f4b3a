; Candidates for closed sets. The module sorts them by what stands around them.

(union_type) @union

(type_alias_declaration value: (lookup_type)) @alias

(enum_declaration) @enum

(program [
  (lexical_declaration (variable_declarator value: (as_expression)) @const)
  (export_statement (lexical_declaration (variable_declarator value: (as_expression)) @const))
])

(call_expression
  function: (member_expression
    object: (identifier) @_z
    property: (property_identifier) @_enum)
  (#eq? @_z "z")
  (#any-of? @_enum "enum" "union")) @zod

; Places where a string literal may be given to something.

(pair value: [(string) (identifier) (ternary_expression) (as_expression) (binary_expression)]) @member
(object (shorthand_property_identifier) @member)
(variable_declarator value: [(string) (ternary_expression) (as_expression) (binary_expression)]) @variable
(assignment_expression right: [(string) (ternary_expression) (as_expression) (binary_expression)]) @variable
(call_expression
  arguments: (arguments [(string) (identifier) (ternary_expression) (as_expression)])) @call
([(string) (template_string)] @sql (#match? @sql "(UPDATE|INSERT|update|insert)\\s"))

; Tables that code makes for itself, with the sets that their columns are held to.
([(string) (template_string)] @script (#match? @script "(CHECK|check)\\s*\\("))
