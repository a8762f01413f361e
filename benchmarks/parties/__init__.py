"""The processes that measurements start. Each is one side of an exchange."""
