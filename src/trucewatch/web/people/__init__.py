"""People: who asks for a page, what that person may do, how they sign in."""
