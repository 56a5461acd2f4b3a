; Calls that end in a plain word: requireAccess(db, id, user, 'viewer').
; In `await get<Type>(...)` the grammar puts the name inside of the await.
(call_expression
  function: [
    (identifier) @callee
    (member_expression property: (property_identifier) @callee)
    (await_expression (identifier) @callee)
    (await_expression (member_expression property: (property_identifier) @callee))
  ]
  arguments: (arguments (string) @word .))
