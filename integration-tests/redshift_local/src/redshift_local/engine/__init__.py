"""The PostgreSQL engine behind the gateway: finding it, starting it, talking to it."""
