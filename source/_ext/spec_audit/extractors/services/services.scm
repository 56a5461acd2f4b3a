; Addresses with a port, ports in objects and defaults, and routes that handlers stand on.

((string) @address (#match? @address "(localhost|127\\.0\\.0\\.1|0\\.0\\.0\\.0):[0-9]"))
((template_string) @address (#match? @address "(localhost|127\\.0\\.0\\.1|0\\.0\\.0\\.0):[0-9]"))
((pair key: (property_identifier) @_key value: (number)) @number (#eq? @_key "port"))
((pair key: [(property_identifier) (string)] @_key value: (object)) @flag (#match? @_key "port['\"]?$"))
((array . (string)) @command)
