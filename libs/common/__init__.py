"""What every service stands on: delivery, database, HTTP, identity, time, figures about itself."""
