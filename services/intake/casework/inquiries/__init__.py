"""First-asked responsibility (首问责任): who was asked first answers for the matter until another took it."""
