; What only files with JSX have, and the layout of the text must not be read from.
(jsx_text) @words
(jsx_expression . (comment)) @blank
