"""What the services and the terminals share."""
