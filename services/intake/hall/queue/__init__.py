"""The queue (排队叫号): tickets from the press of a key to the end of the service."""
