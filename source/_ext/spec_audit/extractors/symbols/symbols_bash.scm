(function_definition) @function
(comment) @comment
