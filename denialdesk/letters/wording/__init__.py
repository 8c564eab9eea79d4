"""Fixed wording: every phrase a letter may print, each naming the facts it needs. No logic but facts into words."""
