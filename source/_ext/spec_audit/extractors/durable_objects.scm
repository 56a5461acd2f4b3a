; What do_scan.py looks for in a file of Durable Objects and of what they keep.
; In `await get<Type>(...)` the grammar puts the name inside of the await.

[(class_declaration) (abstract_class_declaration) (class)] @class

; Calls of members with a text or a name first: this.getState('key'), sql.exec('...').
(call_expression
  function: [(member_expression) @callee (await_expression (member_expression) @callee)]
  arguments: (arguments . [(string) (template_string) (identifier)] @first))

; What a local name holds, so that a key may be built beforehand.
(variable_declarator name: (identifier) @local value: [(string) (template_string)] @value)

; Calls of a storage's own methods.
(call_expression
  function: [
    (member_expression
      object: [(member_expression property: (property_identifier) @holder) (identifier) @holder]
      property: (property_identifier) @method)
    (await_expression
      (member_expression
        object: [(member_expression property: (property_identifier) @holder) (identifier) @holder]
        property: (property_identifier) @method))
  ]
  (#any-of? @holder "storage" "kv")
  (#any-of? @method "get" "put" "delete" "list")) @storage

; What is made or called by a plain name, and may be handed the storage.
(new_expression constructor: (identifier) @maker arguments: (arguments) @given)
(call_expression function: (identifier) @maker arguments: (arguments) @given)
