; Accesses to a variable by its name or by a name worked out, objects that may be maps of
; variables, destructured variables, and interfaces that may declare them.

((member_expression property: (property_identifier) @_name) @access
  (#match? @_name "^[A-Z_][A-Z0-9_]*$"))
(subscript_expression) @index
((object_pattern) @pattern)
((pair key: [(property_identifier) (string)] @_key) @pair
  (#match? @_key "^['\"]?[A-Z_][A-Z0-9_]*['\"]?$"))
((shorthand_property_identifier) @shorthand
  (#match? @shorthand "^[A-Z_][A-Z0-9_]*$"))
((pair value: (string) @_value) @named
  (#match? @_value "^['\"][A-Z][A-Z0-9]*_[A-Z0-9_]*['\"]$"))
((property_signature name: (property_identifier) @_member) @member
  (#match? @_member "^[A-Z_][A-Z0-9_]*$"))
((call_expression arguments: (arguments . (string) @_argument)) @call
  (#match? @_argument "^['\"][A-Z][A-Z0-9]*_[A-Z0-9_]*['\"]$"))
