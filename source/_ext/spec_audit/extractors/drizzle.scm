; Arguments that could declare a table: a name, then columns as an object or as a function's value.
; The call around them is looked at afterwards, since a pattern over calls is slow to compile.
(arguments . (_) . [(object) (arrow_function)]) @arguments
