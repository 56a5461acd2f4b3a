; Every call: which of them declare a table is told by what they call, and by their columns.
(call_expression) @call
