; What has a name. Each capture is a kind of symbol.
[(function_declaration) (generator_function_declaration)] @function
[(class_declaration) (abstract_class_declaration)] @class
(method_definition) @method
(interface_declaration) @interface
(type_alias_declaration) @type
(enum_declaration) @enum
(internal_module) @namespace
(program (lexical_declaration (variable_declarator) @constant))
(program (export_statement (lexical_declaration (variable_declarator) @constant)))

; Functions that a name holds: a variable, a field of a class, a member of an object.
(variable_declarator value: [(arrow_function) (function_expression)]) @held
(variable_declarator value: (call_expression arguments: (arguments . [(arrow_function) (function_expression)]))) @wrapped
(public_field_definition value: [(arrow_function) (function_expression)]) @held
(pair value: [(arrow_function) (function_expression)]) @held
(export_statement value: [(object) (arrow_function)]) @default

; Calls like router.get('/path', ..., handler); which of them are handlers is told by their parts.
(call_expression
  function: (member_expression)
  arguments: (arguments . [(string) (template_string)] [(arrow_function) (function_expression)])) @handler

; What the layout of the text must not be read from.
(regex) @raw
(number) @number
(template_string) @template
(template_literal_type) @raw
(pair key: (string) @key)
(property_signature name: (string) @key)
(object_type "," @separator)
(interface_body "," @separator)
(parenthesized_expression) @brackets
(parenthesized_type) @brackets
(new_expression constructor: (identifier) @bare !arguments)
