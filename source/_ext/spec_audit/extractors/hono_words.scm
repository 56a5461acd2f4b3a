; Calls that end in a plain word: requireAccess(db, id, user, 'viewer').
(call_expression
  function: [
    (identifier) @callee
    (member_expression property: (property_identifier) @callee)
  ]
  arguments: (arguments (string) @word .))
