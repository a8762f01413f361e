"""Cover (到岗覆盖): who is at every window tomorrow, and what that was concluded from; an alarm where nobody is."""
