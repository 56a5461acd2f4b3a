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
