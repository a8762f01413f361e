"""Items decided above (上报件): reported upward when the own part is done, followed up, and told to the person."""
