"""Auth: who asks. Access tokens in, a principal out; the only room that knows JWT."""
