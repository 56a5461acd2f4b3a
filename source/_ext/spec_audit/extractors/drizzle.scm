; Every call that could declare a table: a name, then columns as an object or as a function's value.
(call_expression
  arguments: (arguments . (_) @name . [(object) (arrow_function)] @columns)) @table

; Columns that several tables share, at the top of a file: a constant or a function without parameters.
(program
  [(lexical_declaration (variable_declarator name: (identifier) @shared.name value: (_) @shared.value))
   (export_statement (lexical_declaration (variable_declarator name: (identifier) @shared.name value: (_) @shared.value)))
   (function_declaration name: (identifier) @shared.name body: (_) @shared.value)
   (export_statement (function_declaration name: (identifier) @shared.name body: (_) @shared.value))])
