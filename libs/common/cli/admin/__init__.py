"""``./dev admin``: what an administrator does from a shell. Each command says what it did and exits by the result."""
