; Comparisons and switches on an event's cron expression, and what a worker exports.

((binary_expression left: (_) @_left right: (string)) @compare (#match? @_left "cron$"))
((binary_expression left: (string) right: (_) @_right) @compare (#match? @_right "cron$"))
((switch_statement value: (_) @_value) @switch (#match? @_value "cron *\\)$"))
((export_statement value: (_)) @export)
