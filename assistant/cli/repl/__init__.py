"""The chat at a prompt: reading what is typed, its commands, its answers. `chat.py` beside this package starts it."""
