"""The desk: worklist, register, case page, drafts and letters. Only here is the clock read, once a request."""
