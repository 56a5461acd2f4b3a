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
(public_field_definition) @field
(pair value: [(arrow_function) (function_expression)]) @held
(export_statement value: [(object) (arrow_function)]) @default

; Arguments like those of router.get('/path', ..., handler). What is called is looked at afterwards: a
; pattern over calls takes four times as long to compile, and waits in long chains of calls.
(arguments . [(string) (template_string)] [(arrow_function) (function_expression)]) @handler

; What the layout of the text must not be read from.
(regex) @raw
(number) @number
(template_string) @template
(template_literal_type) @raw
(pair . (string) @key)
(property_signature . (string) @key)
(object_type "," @separator)
(interface_body "," @separator)
(parenthesized_expression) @brackets
(parenthesized_type) @brackets
(new_expression constructor: (identifier) @bare !arguments)
