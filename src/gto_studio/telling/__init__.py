"""Registry events → messages to the addresses that subscribed, in an outbox; and the worker that sends them."""
