"""The five services. They never import each other: events are all that they share."""
