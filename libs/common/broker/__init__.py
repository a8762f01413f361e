"""The private RabbitMQ node of a development box, a test session or a single-box installation."""
