; What only files with JSX have, and the layout of the text must not be read from.
(jsx_text) @words
(jsx_expression . (comment)) @blank
(jsx_expression (parenthesized_expression) @brackets)
(parenthesized_expression [(jsx_element) (jsx_self_closing_element)]) @brackets
